// The real Prometheus 3.14 for the acceptance tests.
module kgas.invalid/prometheus

go 1.26.0

require github.com/prometheus/prometheus v0.314.0

tool github.com/prometheus/prometheus/cmd/prometheus
