# A production cluster in subnets and with roles that are managed elsewhere.

terraform {
  required_providers {
    kgas = { source = "kgas/kgas" }
  }
}

provider "kgas" {
  owner        = "platform/production"
  default_tags = { team = "platform" }
}

resource "kgas_cluster" "production" {
  name     = "production"
  location = "eu-west-1"
  version  = "1.34"
  channel  = "stable"

  # Two minor versions in one apply, one after the other, with add-ons and pools in between.
  upgrade = { max_minor_steps = 2 }

  network    = { subnet_ids = var.private_subnet_ids }
  endpoint   = { public = false, private = true }
  encryption = { key_id = var.kms_key_arn }
  logging    = { components = ["api", "audit", "authenticator", "controller_manager", "scheduler"] }

  access = {
    platform = { principal = var.platform_role_arn, level = "admin" }
    readers  = { principal = var.reader_role_arn, level = "view", namespaces = ["shop"] }
  }

  addons = {
    vpc-cni    = {}
    kube-proxy = {}
    coredns    = { values = jsonencode({ replicaCount = 3 }) }
  }

  node_pools = {
    system = {
      machine_types = ["m7i.large"]
      min           = 2
      max           = 4
      taints        = [{ key = "CriticalAddonsOnly", value = "true", effect = "NoSchedule" }]
    }
    workers = {
      machine_types = ["m7i.xlarge", "m6i.xlarge"]
      capacity      = "spot"
      min           = 3
      max           = 30
      surge         = "10%"
    }
  }

  timeouts = { create = "90m" }
  aws      = { role_arn = var.cluster_role_arn, node_role_arn = var.node_role_arn }
}

# Fetched anew by every run, good for 14 minutes, and never written down.
ephemeral "kgas_kubeconfig" "production" {
  cluster_id = kgas_cluster.production.id
}
