variable "sandbox" {
  description = "Address of the embedded cloud; AWS itself when null."
  type        = string
  default     = null
}

variable "region" {
  description = "Where the cluster runs."
  type        = string
  default     = "eu-west-1"
}

variable "kubernetes_version" {
  description = "Lowest acceptable minor version of Kubernetes."
  type        = string
  default     = "1.34"
}

variable "allowed_cidrs" {
  description = "From where the Kubernetes API is reachable."
  type        = list(string)
  default     = ["203.0.113.0/24"]
}

variable "platform_role" {
  description = "ARN of the IAM role that administers the cluster."
  type        = string
  default     = "arn:aws:iam::111122223333:role/platform"
}

variable "most_workers" {
  description = "Most nodes of the pool."
  type        = number
  default     = 3
}

variable "image_tag" {
  description = "Version of what runs on the cluster; nothing runs when null."
  type        = string
  default     = null
}

variable "prometheus" {
  description = "Address of the Prometheus that knows how many answers are errors."
  type        = string
  default     = "http://localhost:9090"
}

variable "pod_annotations" {
  description = "Annotations of the pods. The embedded cloud reads there how they behave."
  type        = map(string)
  default     = {}
}
