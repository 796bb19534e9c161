package codetools

import (
	"cmp"
	"go/types"
	"slices"

	"socketschool/codetools/stdlib"
)

// members makes completions of the members of packages and types.
type members struct {
	library *stdlib.Library
	own     *types.Package // whose members need not be exported
}

func (m *members) ofPackage(pkg *types.Package) []Completion {
	var all []Completion
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			all = append(all, m.completion(obj, name))
		}
	}
	return all
}

// ofPackages returns the members of packages that a file does not import yet. The first
// package that has a member provides it.
func (m *members) ofPackages(text string, packages []*types.Package) []Completion {
	var all []Completion
	seen := make(map[string]bool)
	for _, pkg := range packages {
		edit := importEdit(text, pkg.Path())
		for _, c := range m.ofPackage(pkg) {
			if c.Import = edit; !seen[c.Label] {
				seen[c.Label] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// ofType returns the fields and methods of a value of the type, in order of their names.
func (m *members) ofType(typ types.Type) []Completion {
	if typ == nil {
		return nil
	}
	all := m.fields(typ)
	for method := range methodSet(typ).Methods() {
		obj := method.Obj().(*types.Func)
		if m.visible(obj) {
			all = append(all, m.completion(obj, receiverName(obj)+"."+obj.Name()))
		}
	}
	slices.SortFunc(all, func(a, b Completion) int { return cmp.Compare(a.Label, b.Label) })
	return all
}

// methodSet includes the methods of the pointer: most values are variables.
func methodSet(typ types.Type) *types.MethodSet {
	_, pointer := typ.Underlying().(*types.Pointer)
	if pointer || types.IsInterface(typ) {
		return types.NewMethodSet(typ)
	}
	return types.NewMethodSet(types.NewPointer(typ))
}

// fields returns the fields of a struct and of the structs it embeds. A field hides
// those of the same name that lie deeper.
func (m *members) fields(typ types.Type) []Completion {
	var all []Completion
	seen := make(map[string]bool)
	visited := make(map[*types.Struct]bool)
	for level := []types.Type{typ}; len(level) > 0; {
		var deeper []types.Type
		for _, typ := range level {
			structure, ok := dereference(typ).Underlying().(*types.Struct)
			if !ok || visited[structure] {
				continue
			}
			visited[structure] = true
			for field := range structure.Fields() {
				if field.Embedded() {
					deeper = append(deeper, field.Type())
				}
				if m.visible(field) && !seen[field.Name()] {
					seen[field.Name()] = true
					all = append(all, m.completion(field, typeName(typ)+"."+field.Name()))
				}
			}
		}
		level = deeper
	}
	return all
}

func (m *members) visible(obj types.Object) bool {
	return obj.Name() != placeholder && obj.Name() != "_" && (obj.Exported() || obj.Pkg() == m.own)
}

// completion returns that of an object. documented is its name in the library.
func (m *members) completion(obj types.Object, documented string) Completion {
	c := Completion{Label: obj.Name(), Signature: types.TypeString(obj.Type(), m.qualifier)}
	if obj.Pkg() != nil {
		c.Doc = m.library.Doc(obj.Pkg().Path(), documented)
	}
	switch obj := obj.(type) {
	case *types.Func:
		c.Kind = "function"
		if obj.Signature().Recv() != nil {
			c.Kind = "method"
		}
	case *types.Var:
		c.Kind = "variable"
		if obj.IsField() {
			c.Kind = "field"
		}
	case *types.Const:
		c.Kind = "constant"
		c.Signature += " = " + obj.Val().String()
	case *types.TypeName:
		c.Kind = "type"
		c.Signature = m.shortType(obj.Type())
	}
	return c
}

// shortType leaves out what structs and interfaces consist of.
func (m *members) shortType(typ types.Type) string {
	switch under := typ.Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	default:
		return types.TypeString(under, m.qualifier)
	}
}

// qualifier returns package names as the learner writes them.
func (m *members) qualifier(pkg *types.Package) string {
	if pkg == m.own {
		return ""
	}
	return pkg.Name()
}

func receiverName(method *types.Func) string { return typeName(method.Signature().Recv().Type()) }

// typeName returns the name of the type or of what it points to, "" if it has none.
func typeName(typ types.Type) string {
	if named, ok := types.Unalias(dereference(typ)).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

func dereference(typ types.Type) types.Type {
	if pointer, ok := typ.Underlying().(*types.Pointer); ok {
		return pointer.Elem()
	}
	return typ
}
