variable "private_subnet_ids" {
  description = "Subnets in at least two zones."
  type        = set(string)
}

variable "kms_key_arn" {
  description = "Symmetric key that encrypts Secrets."
  type        = string
}

variable "cluster_role_arn" {
  description = "Role of the control plane."
  type        = string
}

variable "node_role_arn" {
  description = "Role of the nodes."
  type        = string
}

variable "platform_role_arn" {
  description = "Role that administers the cluster."
  type        = string
}

variable "reader_role_arn" {
  description = "Role that may look at one namespace."
  type        = string
}
