data "kgas_rollout_status" "api" {
  namespace  = "shop"
  name       = "api"
  kubernetes = { kubeconfig = { context = "prod" } }
}

output "delivery" {
  value = data.kgas_rollout_status.api.delivery
}
