// SPDX-License-Identifier: Apache-2.0

// my-app: asks its SDK for credentials each second and prints the name of the key that it gets, or why it gets none.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
)

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		panic(err)
	}
	for ; ; time.Sleep(time.Second) {
		if found, err := settings.Credentials.Retrieve(context.Background()); err != nil {
			fmt.Println("error:", err)
		} else {
			fmt.Println("key:", found.AccessKeyID, settings.Region)
		}
	}
}
