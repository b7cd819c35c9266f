terraform {
  required_providers {
    kgas = { source = "kgas/kgas" }
  }
}

variable "url" {
  type = string
}

variable "role" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "clusters" {
  type = number
}

provider "kgas" {
  owner = "bench"
  aws   = { endpoint = var.url }
}

resource "kgas_cluster" "bench" {
  count    = var.clusters
  name     = "bench-${count.index}"
  location = "eu-west-1"
  version  = "1.34"
  network  = { subnet_ids = var.subnets }
  identity = { workload = false }
  deletion = { protected = false, sweep = "off" }
  aws      = { role_arn = var.role }
}
