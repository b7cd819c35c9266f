//! Requests as an AWS client makes them, straight to `handle`.
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use kgas_sandbox::{Moment, Timing, World, handle};
use serde_json::{Value, json};

pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const CLUSTER_POLICY: &str = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
pub(crate) const NODE_POLICY: &str = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";

/// A signature's header, as far as the sandbox reads it.
pub(crate) fn scope(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// A world, and the time in it.
pub(crate) struct Client {
    pub(crate) world: World,
    pub(crate) now: Moment,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self { world: World::new(7, Timing::default()), now: Moment::EPOCH }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }

    pub(crate) fn send(
        &mut self,
        service: &str,
        request: http::request::Builder,
        body: String,
    ) -> (StatusCode, String) {
        let request: Request<Bytes> = request.header("authorization", scope(service)).body(Bytes::from(body)).unwrap();
        let response = handle(&mut self.world, &request, self.now);
        (response.status(), String::from_utf8(response.body().to_vec()).unwrap())
    }

    /// One call to the sandbox itself.
    pub(crate) fn sandbox(&mut self, method: &str, what: &str, body: &Value) -> Value {
        let request = Request::builder().method(method).uri(format!("/_sandbox/{what}"));
        let response = handle(&mut self.world, &request.body(Bytes::from(body.to_string())).unwrap(), self.now);
        let answer = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{answer}");
        answer
    }

    /// The whole response of a call to EKS.
    pub(crate) fn response(&mut self, method: &str, path: &str) -> Response<Bytes> {
        let request = Request::builder().method(method).uri(path).header("authorization", scope("eks"));
        handle(&mut self.world, &request.body(Bytes::new()).unwrap(), self.now)
    }

    /// One call to EKS; the status and the answer.
    pub(crate) fn eks(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let (status, answer) = self.send("eks", Request::builder().method(method).uri(path), text);
        (status.as_u16(), serde_json::from_str(&answer).unwrap())
    }

    /// One call of a query protocol; the status and the XML.
    pub(crate) fn query(&mut self, service: &str, version: &str, parameters: &str) -> (u16, String) {
        let body = format!("Version={version}&{parameters}");
        let (status, answer) = self.send(service, Request::builder().method("POST").uri("/"), body);
        (status.as_u16(), answer)
    }

    pub(crate) fn iam(&mut self, parameters: &str) -> (u16, String) {
        self.query("iam", "2010-05-08", parameters)
    }

    pub(crate) fn ec2(&mut self, parameters: &str) -> (u16, String) {
        self.query("ec2", "2016-11-15", parameters)
    }

    /// A role that the service may assume and that has the managed policy; not yet known outside IAM.
    pub(crate) fn role(&mut self, name: &str, service: &str, policy: &str) -> String {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
        );
        let (status, _) = self.iam(&format!("Action=CreateRole&RoleName={name}&AssumeRolePolicyDocument={trust}"));
        assert_eq!(status, 200);
        let (status, _) = self.iam(&format!("Action=AttachRolePolicy&RoleName={name}&PolicyArn={policy}"));
        assert_eq!(status, 200);
        format!("arn:aws:iam::123456789012:role/{name}")
    }

    /// The default subnets.
    pub(crate) fn subnets(&mut self) -> Vec<String> {
        let (status, answer) = self.ec2("Action=DescribeSubnets");
        assert_eq!(status, 200);
        answer.split("<subnetId>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    }

    /// The body of a `CreateCluster` that is accepted once the role is known.
    pub(crate) fn wanted(&mut self) -> Value {
        let role = self.role("control", "eks.amazonaws.com", CLUSTER_POLICY);
        json!({ "name": "prod", "roleArn": role, "version": "1.33", "clientRequestToken": "t-1",
            "resourcesVpcConfig": { "subnetIds": self.subnets() } })
    }

    /// The same body, when the role is there already.
    pub(crate) fn wanted_again(&mut self) -> Value {
        json!({ "name": "prod", "roleArn": "arn:aws:iam::123456789012:role/control", "version": "1.33",
            "resourcesVpcConfig": { "subnetIds": self.subnets() } })
    }

    /// A cluster that is active.
    pub(crate) fn cluster() -> Self {
        let mut client = Self::new();
        let wanted = client.wanted();
        client.wait(15);
        assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
        client.wait(600);
        client
    }

    pub(crate) fn status(&mut self) -> String {
        let (_, answer) = self.eks("GET", "/clusters/prod", &Value::Null);
        answer["cluster"]["status"].as_str().unwrap_or("absent").to_owned()
    }
}
