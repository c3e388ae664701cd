// SPDX-License-Identifier: Apache-2.0

// terraform apply: stands in for Terraform with three AWS providers that name a profile, and one that names none. Terraform's AWS
// provider gets credentials by the SDK for Go v2, as this does. For STAND_IN_SECONDS each asks once a second whose
// credentials it has, then one JSON line for each says what it saw.
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

type provider struct {
	Profile string   `json:"profile"`
	Arns    []string `json:"arns"`
	err     error
}

// The SDK uses credentials of credential_process to the very second at which they end, so a call that is under way
// then may be refused, by AWS as by the testbed. Sessions end at whole seconds: half a second later is far from it.
func untilHalfPast() time.Duration {
	now := time.Now()
	next := now.Truncate(time.Second).Add(500 * time.Millisecond)
	if !next.After(now) {
		next = next.Add(time.Second)
	}
	return next.Sub(now)
}

func (p *provider) apply(length time.Duration) error {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx, config.WithSharedConfigProfile(p.Profile))
	if err != nil {
		return err
	}
	client := sts.NewFromConfig(settings)
	for end := time.Now().Add(length); time.Now().Before(end); {
		time.Sleep(untilHalfPast())
		who, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return err
		}
		p.Arns = append(p.Arns, *who.Arn)
	}
	return nil
}

func run() error {
	if len(os.Args) != 2 || os.Args[1] != "apply" {
		return fmt.Errorf("usage: terraform apply")
	}
	length, err := time.ParseDuration(os.Getenv("STAND_IN_SECONDS") + "s")
	if err != nil {
		return err
	}
	done := make(chan *provider)
	names := []string{"", "ops", "audit", "billing"}
	for _, name := range names {
		go func(p *provider) {
			p.err = p.apply(length)
			done <- p
		}(&provider{Profile: name})
	}
	for range names {
		p := <-done
		if p.err != nil {
			return fmt.Errorf("profile %s: %w", p.Profile, p.err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(p); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
