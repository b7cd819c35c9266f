# What runs on the cluster, once there is an `image_tag`. Each further one is a canary: it gets more and more of the
# requests while it is measured, and none any more when too many of its answers are errors.
#
# The embedded cloud has what this needs. A cluster of AWS first needs the Gateway API with a Gateway `edge`, and a Prometheus
# that takes the pods' label `kgas.dev/slot` for its `slot`.

resource "kgas_rollout" "shop" {
  count = var.image_tag == null ? 0 : 1

  name       = "shop"
  kubernetes = { cluster_id = kgas_cluster.quickstart.id }

  workload = {
    replicas = 4
    pod_template = jsonencode({
      metadata = { labels = { app = "shop" }, annotations = var.pod_annotations }
      spec = {
        containers = [{
          name  = "shop"
          image = "registry.example/shop:${var.image_tag}"
          ports = [{ containerPort = 8080 }]
        }]
      }
    })
  }

  canary  = {} # the usual steps: 5, 25, 50 and 100 percent, each for a minute
  traffic = { gateway_api = { parents = [{ name = "edge" }] } }

  analysis = {
    prometheus = { url = var.prometheus }
    every      = "15s"
    metrics = {
      errors = {
        query    = "(sum(rate(http_requests_total{code=~\"5..\"}[1m])) or vector(0)) / sum(rate(http_requests_total[1m]))"
        max      = 0.05
        failures = 3
      }
    }
  }
}
