// Package class holds a class: its rooms, their members, and what each member does. It
// keeps all of it in a Store, and knows neither HTTP nor how a Store works.
package class
