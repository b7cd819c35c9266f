terraform {
  required_providers {
    kgas = { source = "kgas/kgas" }
  }
}

variable "url" {
  type = string
}

variable "subnets" {
  type = list(string)
}

provider "kgas" {
  owner = "bench"
  aws   = { endpoint = var.url }
}

resource "kgas_cluster" "bench" {
  name       = "bench"
  location   = "eu-west-1"
  version    = "1.33"
  channel    = "extended"
  upgrade    = { node_pools = "hold" }
  network    = { subnet_ids = var.subnets }
  node_pools = { workers = { machine_types = ["m7i.large"] } }
  deletion   = { protected = false }
  aws        = {}
}
