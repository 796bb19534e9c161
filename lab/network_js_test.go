package lab_test

var hostNetworks []network
