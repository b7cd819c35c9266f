data "kgas_cluster" "shared" {
  id = "aws/eu-west-1/shared"
}
