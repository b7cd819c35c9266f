# The smallest canary: a Deployment that exists, a new image, and one metric. Steps, weights and times have defaults.
resource "kgas_rollout" "api" {
  namespace = "shop"
  name      = "api"
  workload  = { adopt = "api", image = { app = "registry/api:2" }, replicas = 12 }
  canary    = {}

  analysis = {
    prometheus = { url = "http://prometheus:9090" }
    metrics = {
      errors = {
        query = "sum(rate(http_requests_total{code=~\"5..\"}[1m])) / sum(rate(http_requests_total[1m]))"
        max   = 0.01
      }
    }
  }
}

# By weights of a route of its own, with an approval, an error budget and a change freeze.
resource "kgas_rollout" "web" {
  kubernetes = { cluster_id = kgas_cluster.prod.id }
  namespace  = "shop"
  name       = "web"

  workload = {
    pod_template = jsonencode({
      metadata = { labels = { app = "web" } }
      spec = {
        containers = [{
          name    = "app"
          image   = "registry/web:7"
          ports   = [{ name = "http", containerPort = 8080 }]
          envFrom = [{ configMapRef = { name = "web" } }]
        }]
      }
    })
    replicas = 10
  }

  canary = {
    steps = [
      { weight = 5, bake = "2m", min_requests = 500 },
      { weight = 25, bake = "5m" },
      { weight = 50, bake = "5m", approval = "required" },
      { weight = 100, bake = "2m" },
    ]
    keep_old_for = "10m"
  }

  traffic = {
    gateway_api = { parents = [{ name = "public", namespace = "infra" }], hostnames = ["www.example.com"] }
  }

  analysis = {
    prometheus = { url = "http://prometheus:9090" }
    metrics = {
      errors = {
        query          = "sum(increase(http_requests_total{code=~\"5..\"}[$window])) / sum(increase(http_requests_total[$window]))"
        requests_query = "sum(increase(http_requests_total[$window]))"
        compare        = { worse_by = 0.25, measure = "ratio" }
      }
      p99 = {
        query = "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))"
        max   = 0.4
      }
    }
  }

  gate = {
    budget_query = "slo:error_budget_left:ratio{service=\"web\"}"
    min_budget   = 0.2
    freeze       = ["Fri 16:00-Mon 08:00 Europe/Berlin"]
  }
}
