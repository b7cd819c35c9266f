//! Wire types of Terraform's plugin protocol and of go-plugin's own services.
