output "cluster" {
  description = "What other configurations need to know."
  value = {
    id      = kgas_cluster.quickstart.id
    arn     = kgas_cluster.quickstart.cloud_id
    host    = kgas_cluster.quickstart.host
    version = kgas_cluster.quickstart.version_actual
    status  = kgas_cluster.quickstart.status
    health  = kgas_cluster.quickstart.health
  }
}
