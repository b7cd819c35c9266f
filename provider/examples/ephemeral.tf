ephemeral "kgas_kubeconfig" "prod" {
  cluster_id = kgas_cluster.prod.id
}

provider "kubernetes" {
  host                   = ephemeral.kgas_kubeconfig.prod.host
  cluster_ca_certificate = base64decode(ephemeral.kgas_kubeconfig.prod.ca_certificate)
  token                  = ephemeral.kgas_kubeconfig.prod.token
}
