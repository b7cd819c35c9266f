provider "kgas" {
  owner        = "platform/production"
  default_tags = { team = "platform" }
}
