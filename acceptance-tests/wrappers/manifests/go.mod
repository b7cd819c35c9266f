// The definitions of custom resources that the real Kubernetes knows in the acceptance tests, as their authors publish
// them. No code of these modules is built; go.sum pins the archives that the files are taken from.
module kgas.invalid/manifests

go 1.26.0

require (
	github.com/argoproj/argo-rollouts v1.9.1
	github.com/fluxcd/flagger v1.44.0
	istio.io/api v1.28.0
	sigs.k8s.io/gateway-api v1.4.0
)
