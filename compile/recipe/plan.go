package recipe

import (
	"fmt"
	"go/version"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Names below the folder of a build.
const (
	sourceDir     = "src"
	mainFile      = "main/main.go"
	packageFile   = "package.a"
	checksFile    = "checks/check.go"
	checksArchive = "checks.a"
	checksConfig  = "checks.cfg"
	mainArchive   = "main.a"
	packageConfig = "package.cfg"
	mainConfig    = "main.cfg"
	linkConfig    = "link.cfg"
	moduleFile    = "module.wasm"
)

// checksPath is the import path of an exercise's checks.
const checksPath = "socketschool/checks"

// Env are the environment variables of both tools, beside GOROOT.
var Env = []string{"GOOS=js", "GOARCH=wasm"}

// Plan is how a program is built: the files to write into an empty folder, then the
// steps, each of them run in that folder.
type Plan struct {
	Files  map[string]string // text by path, with slashes
	Steps  []Step
	Module string // path of the module that the last step writes

	program Program
	sources map[string]string
	dir     string
}

// Step is one run of a tool of $GOTOOLDIR. It has failed where the exit code is not 0.
type Step struct {
	Kind string   // "compiling" or "linking"
	Tool string   // "compile" or "link"
	Args []string // without the tool's own name
}

// NewPlan returns the plan for a program of which Check has found no problem. dir is
// the absolute path of the build's folder as the tools see it. archives has the file
// of each archive by import path: of Roots and of all that they import, built for js
// by the toolchain of this program with Tags and -trimpath.
func NewPlan(p Program, files map[string]string, dir string, archives map[string]string) *Plan {
	plan := &Plan{Module: moduleFile, program: p, sources: files, dir: dir}
	plan.Files = map[string]string{
		mainFile:      mainSource(p, files),
		packageConfig: importConfig(allowed, archives),
		mainConfig:    importConfig(mainImports, archives) + packageLine(p.Path(), packageFile),
		linkConfig:    importConfig(slices.Sorted(maps.Keys(archives)), archives) + packageLine(p.Path(), packageFile),
	}
	if p.Checks != "" {
		plan.Files[checksFile] = p.Checks
		plan.Files[checksConfig] = importConfig(slices.Concat(allowed, checkImports), archives)
		plan.Files[mainConfig] += packageLine(checksPath, checksArchive)
		plan.Files[linkConfig] += packageLine(checksPath, checksArchive)
	}
	var sources []string
	for _, name := range sortedNames(files) {
		file := path.Join(sourceDir, name)
		plan.Files[file] = files[name]
		sources = append(sources, file)
	}
	plan.Steps = []Step{compileStep(p.Path(), packageFile, packageConfig, path.Join(dir, sourceDir)+"=>"+p.Path(), sources)}
	if p.Checks != "" {
		plan.Steps = append(plan.Steps, compileStep(checksPath, checksArchive, checksConfig, dir+"=>"+checksPath, []string{checksFile}))
	}
	plan.Steps = append(plan.Steps,
		compileStep("main", mainArchive, mainConfig, dir+"/main=>main", []string{mainFile}),
		Step{"linking", "link", []string{
			"-o", moduleFile, "-importcfg", linkConfig, "-buildmode=exe", "-s", "-w", "-buildid=", mainArchive,
		}},
	)
	return plan
}

func compileStep(importPath, archive, config, trim string, sources []string) Step {
	args := []string{
		"-o", archive, "-p", importPath, "-importcfg", config, "-trimpath", trim,
		"-lang=" + version.Lang(runtime.Version()), "-goversion", runtime.Version(),
		"-complete", "-nolocalimports", "-dwarf=false", "-c=1", "-pack",
	}
	return Step{"compiling", "compile", append(args, sources...)}
}

// importConfig returns what -importcfg takes. It leaves out packages without archive:
// unsafe has none.
func importConfig(paths []string, archives map[string]string) string {
	var config strings.Builder
	for _, importPath := range paths {
		if file, ok := archives[importPath]; ok {
			config.WriteString(packageLine(importPath, file))
		}
	}
	return config.String()
}

func packageLine(importPath, file string) string {
	return fmt.Sprintf("packagefile %s=%s\n", importPath, file)
}
