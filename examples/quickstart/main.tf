# One cluster with everything that keeps it alive. `cargo quickstart` applies this on the embedded cloud; without
# `sandbox` it is a configuration for AWS itself.

terraform {
  required_providers {
    kgas = { source = "kgas/kgas" }
  }
}

provider "kgas" {
  owner = "examples/quickstart"

  aws = var.sandbox == null ? null : {
    endpoint   = var.sandbox
    access_key = "sandbox"
    secret_key = "sandbox"
  }
}

resource "kgas_cluster" "quickstart" {
  name     = "quickstart"
  location = var.region
  version  = var.kubernetes_version

  network  = { create = { cidr = "10.20.0.0/16", zones = 2, nat = "single" } }
  endpoint = { public = true, allowed_cidrs = var.allowed_cidrs }
  logging  = { components = ["api", "audit"] }

  addons = {
    vpc-cni    = {}
    kube-proxy = {}
    coredns    = {}
  }

  access = {
    platform = { principal = var.platform_role, level = "admin" }
  }

  node_pools = {
    workers = {
      machine_types = ["m7i.large"]
      min           = 1
      max           = var.most_workers
      labels        = { team = "kgas" }
    }
  }

  tags     = { example = "quickstart" }
  deletion = { protected = false }
  aws      = {}
}
