// SPDX-License-Identifier: Apache-2.0

// refresh SECONDS asks AWS once a second whose credentials it has, with one client of the SDK for Go v2 for the whole
// time, as a program that runs for hours has it. Prints the ARNs as one JSON array.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func run(seconds string) error {
	length, err := time.ParseDuration(seconds + "s")
	if err != nil {
		return err
	}
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	client := sts.NewFromConfig(settings)
	var seen []string
	for end := time.Now().Add(length); time.Now().Before(end); time.Sleep(time.Second) {
		who, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return err
		}
		seen = append(seen, *who.Arn)
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
