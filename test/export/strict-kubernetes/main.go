// Reads manifests from stdin into the types of Kubernetes. Unknown fields are errors.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	status := 0
	for _, document := range strings.Split(string(text), "\n---\n") {
		if err := check([]byte(document)); err != nil {
			fmt.Println(err)
			status = 1
		}
	}
	os.Exit(status)
}

func check(document []byte) error {
	var object struct{ APIVersion, Kind string }
	if err := yaml.Unmarshal(document, &object); err != nil {
		return err
	}
	types := map[string]any{
		"apps/v1 Deployment":                 &apps.Deployment{},
		"batch/v1 Job":                       &batch.Job{},
		"v1 PersistentVolumeClaim":           &core.PersistentVolumeClaim{},
		"v1 Service":                         &core.Service{},
		"networking.k8s.io/v1 NetworkPolicy": &networking.NetworkPolicy{},
	}
	name := object.APIVersion + " " + object.Kind
	target, known := types[name]
	if !known {
		return fmt.Errorf("unknown kind %q", name)
	}
	if err := yaml.UnmarshalStrict(document, target); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
