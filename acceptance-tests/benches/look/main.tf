terraform {
  required_providers {
    kgas = { source = "kgas/kgas" }
  }
}

variable "url" {
  type = string
}

provider "kgas" {
  owner = "bench"
  aws   = { endpoint = var.url }
}

resource "kgas_cluster" "bench" {
  name     = "bench"
  location = "eu-west-1"
  version  = "1.34"
  network  = { create = { zones = 3, nat = "single" } }
  access   = { platform = { principal = "arn:aws:iam::210987654321:role/platform", level = "admin" } }
  addons = {
    vpc-cni                = {}
    kube-proxy             = {}
    eks-pod-identity-agent = {}
    coredns                = {}
    metrics-server         = {}
  }
  node_pools = {
    for name in ["a", "b", "c"] : name => { machine_types = ["m7i.large"] }
  }
  deletion = { protected = false, sweep = "off" }
  aws      = {}
}
