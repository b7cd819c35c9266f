resource "kgas_cluster" "prod" {
  name     = "prod"
  location = "eu-west-1"
  version  = "1.34"

  network  = { create = { cidr = "10.0.0.0/16", zones = 3, nat = "single" } }
  endpoint = { public = true, allowed_cidrs = ["203.0.113.0/24"] }
  logging  = { components = ["api", "audit"] }

  access = {
    platform = { principal = "arn:aws:iam::123456789012:role/platform", level = "admin" }
  }

  addons = {
    vpc-cni    = {}
    kube-proxy = {}
    coredns    = {}
  }

  node_pools = {
    workers = {
      machine_types = ["m7i.large", "m6i.large"]
      min           = 3
      max           = 12
    }
  }

  aws = {}
}
