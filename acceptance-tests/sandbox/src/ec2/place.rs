//! Regions, availability zones and the machine types on offer there.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html> and its neighbours.
use serde_json::{Value, json};

use super::filter;
use super::network::{zone_id, zones as letters};
use crate::call::{Answered, Call, Refusal};
use crate::params::Params;
use crate::world::World;

/// Families of machine types: name, architecture, GiB of memory a processor.
const FAMILIES: [(&str, &str, u64); 26] = [
    ("t3", "x86_64", 4),
    ("t3a", "x86_64", 4),
    ("t4g", "arm64", 4),
    ("m5", "x86_64", 4),
    ("m6a", "x86_64", 4),
    ("m6g", "arm64", 4),
    ("m6i", "x86_64", 4),
    ("m7a", "x86_64", 4),
    ("m7g", "arm64", 4),
    ("m7i", "x86_64", 4),
    ("m8g", "arm64", 4),
    ("m8i", "x86_64", 4),
    ("c5a", "x86_64", 2),
    ("c6g", "arm64", 2),
    ("c6i", "x86_64", 2),
    ("c7a", "x86_64", 2),
    ("c7g", "arm64", 2),
    ("c7i", "x86_64", 2),
    ("c8g", "arm64", 2),
    ("r5", "x86_64", 8),
    ("r6g", "arm64", 8),
    ("r6i", "x86_64", 8),
    ("r7g", "arm64", 8),
    ("r7i", "x86_64", 8),
    ("g5", "x86_64", 4),
    ("g6", "x86_64", 4),
];

/// Sizes: name and processors.
const SIZES: [(&str, u64); 7] =
    [("medium", 1), ("large", 2), ("xlarge", 4), ("2xlarge", 8), ("4xlarge", 16), ("8xlarge", 32), ("16xlarge", 64)];

/// A machine type: architecture, processors, MiB of memory.
pub(crate) fn machine(name: &str) -> Option<(&'static str, u64, u64)> {
    let (family, size) = name.split_once('.')?;
    let (_, arch, ratio) = FAMILIES.into_iter().find(|(known, _, _)| *known == family)?;
    let (_, processors) = SIZES.into_iter().find(|(known, _)| *known == size)?;
    let burst = family.starts_with('t');
    match size {
        "medium" if burst => Some((arch, 2, 4096)),
        "medium" if arch == "x86_64" && !burst => None,
        "large" if family.starts_with('g') => None,
        "4xlarge" | "8xlarge" | "16xlarge" if burst => None,
        _ => Some((arch, processors, processors * ratio * 1024)),
    }
}

fn all() -> impl Iterator<Item = String> {
    let names =
        FAMILIES.iter().flat_map(|(family, _, _)| SIZES.iter().map(move |(size, _)| format!("{family}.{size}")));
    names.filter(|name| machine(name).is_some())
}

/// Whether each filter of that name has the value.
fn passes(call: &Call, name: &str, value: &str) -> bool {
    let filters = call.params.items("Filter");
    let asked = |filter: &&Params| filter.get("Name") == Some(name);
    filters.iter().filter(asked).all(|filter| filter.list("Value").iter().any(|wanted| fits(wanted, value)))
}

fn fits(wanted: &str, value: &str) -> bool {
    wanted == value || wanted.strip_suffix('*').is_some_and(|start| value.starts_with(start))
}

pub(super) fn types(_world: &mut World, call: &Call) -> Answered {
    let asked = call.params.list("InstanceType");
    if let Some(unknown) = asked.iter().find(|name| machine(name).is_none()) {
        let words = format!("The following supplied instance types do not exist: [{unknown}]");
        return Err(Refusal::of(400, "InvalidInstanceType", words));
    }
    let wanted = |name: &String| {
        let arch = machine(name).map_or("", |(arch, _, _)| arch);
        (asked.is_empty() || asked.contains(name))
            && passes(call, "instance-type", name)
            && passes(call, "processor-info.supported-architecture", arch)
    };
    let shapes: Vec<Value> = all().filter(wanted).filter_map(|name| type_shape(&name)).collect();
    Ok(json!({ "instanceTypeSet": shapes }))
}

fn type_shape(name: &str) -> Option<Value> {
    let (arch, processors, memory) = machine(name)?;
    let gpus = name.starts_with('g').then(|| {
        json!({
            "gpus": [{ "name": "A10G", "manufacturer": "NVIDIA", "count": 1, "memoryInfo": { "sizeInMiB": 24576 } }],
            "totalGpuMemoryInMiB": 24576,
        })
    });
    Some(json!({
        "instanceType": name, "currentGeneration": true, "freeTierEligible": false, "bareMetal": false,
        "supportedUsageClasses": ["on-demand", "spot"], "supportedRootDeviceTypes": ["ebs"],
        "supportedVirtualizationTypes": ["hvm"], "hypervisor": "nitro",
        "processorInfo": { "supportedArchitectures": [arch] },
        "vCpuInfo": { "defaultVCpus": processors, "defaultCores": processors.div_ceil(2), "defaultThreadsPerCore": 2 },
        "memoryInfo": { "sizeInMiB": memory },
        "instanceStorageSupported": false,
        "networkInfo": { "maximumNetworkInterfaces": 4, "ipv4AddressesPerInterface": 15, "ipv6Supported": true },
        "gpuInfo": gpus,
        "burstablePerformanceSupported": name.starts_with('t'),
    }))
}

/// Every type is offered in every zone but the last, which lacks the newest families.
pub(super) fn offerings(_world: &mut World, call: &Call) -> Answered {
    let by_zone = call.params.get("LocationType").unwrap_or("region") == "availability-zone";
    let mut shapes = Vec::new();
    for name in all().filter(|name| passes(call, "instance-type", name)) {
        if !by_zone {
            shapes.push(json!({ "instanceType": name, "locationType": "region", "location": call.region }));
            continue;
        }
        for letter in letters(&call.region) {
            let zone = format!("{}{letter}", call.region);
            if passes(call, "location", &zone) && !(*letter == "c" && name.starts_with("m8")) {
                shapes.push(json!({ "instanceType": name, "locationType": "availability-zone", "location": zone }));
            }
        }
    }
    Ok(json!({ "instanceTypeOfferingSet": shapes }))
}

pub(super) fn zones(_world: &mut World, call: &Call) -> Answered {
    let shapes = letters(&call.region).iter().map(|letter| {
        let zone = format!("{}{letter}", call.region);
        json!({
            "zoneName": zone, "zoneState": "available", "regionName": call.region, "zoneId": zone_id(&zone),
            "zoneType": "availability-zone", "optInStatus": "opt-in-not-required", "groupName": call.region,
            "networkBorderGroup": call.region, "messageSet": [],
        })
    });
    let asked = call.params.list("ZoneName");
    let filters = filter::read(&call.params)?;
    let wanted = |zone: &Value| {
        (asked.is_empty() || asked.iter().any(|name| zone["zoneName"] == name.as_str()))
            && filters.iter().all(|filter| filter.admits_members(zone))
    };
    Ok(json!({ "availabilityZoneInfo": shapes.filter(wanted).collect::<Value>() }))
}

pub(super) fn regions(_world: &mut World, call: &Call) -> Answered {
    let names = ["us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1", "eu-west-2", "ap-southeast-1"];
    let shape = |name: &&str| json!({ "regionName": name, "regionEndpoint": format!("ec2.{name}.amazonaws.com"), "optInStatus": "opt-in-not-required" });
    let asked = call.params.list("RegionName");
    let wanted = |name: &&&str| asked.is_empty() || asked.iter().any(|asked| asked == **name);
    Ok(json!({ "regionInfo": names.iter().filter(wanted).map(shape).collect::<Value>() }))
}
