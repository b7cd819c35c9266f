//! The members of each request that are played, through structures and lists. One that is not here is refused, so that no
//! caller believes in something that nothing came of.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html>.

/// Operation, and the members of its query or body.
pub(crate) const MEMBERS: &[(&str, &str)] = &[
    (
        "CreateCluster",
        "name version roleArn resourcesVpcConfig.subnetIds resourcesVpcConfig.securityGroupIds \
         resourcesVpcConfig.endpointPublicAccess resourcesVpcConfig.endpointPrivateAccess \
         resourcesVpcConfig.publicAccessCidrs kubernetesNetworkConfig.serviceIpv4Cidr \
         kubernetesNetworkConfig.ipFamily kubernetesNetworkConfig.elasticLoadBalancing.enabled \
         logging.clusterLogging.types logging.clusterLogging.enabled clientRequestToken tags \
         encryptionConfig.resources encryptionConfig.provider.keyArn \
         accessConfig.bootstrapClusterCreatorAdminPermissions accessConfig.authenticationMode \
         bootstrapSelfManagedAddons upgradePolicy.supportType zonalShiftConfig.enabled \
         remoteNetworkConfig.remoteNodeNetworks.cidrs remoteNetworkConfig.remotePodNetworks.cidrs \
         computeConfig.enabled computeConfig.nodePools computeConfig.nodeRoleArn \
         storageConfig.blockStorage.enabled deletionProtection controlPlaneScalingConfig.tier",
    ),
    ("DescribeCluster", ""),
    ("ListClusters", "maxResults nextToken include"),
    ("DeleteCluster", ""),
    (
        "UpdateClusterConfig",
        "resourcesVpcConfig.subnetIds resourcesVpcConfig.securityGroupIds \
         resourcesVpcConfig.endpointPublicAccess resourcesVpcConfig.endpointPrivateAccess \
         resourcesVpcConfig.publicAccessCidrs logging.clusterLogging.types logging.clusterLogging.enabled \
         clientRequestToken accessConfig.authenticationMode upgradePolicy.supportType \
         zonalShiftConfig.enabled computeConfig.enabled computeConfig.nodePools computeConfig.nodeRoleArn \
         kubernetesNetworkConfig.serviceIpv4Cidr kubernetesNetworkConfig.ipFamily \
         kubernetesNetworkConfig.elasticLoadBalancing.enabled storageConfig.blockStorage.enabled \
         remoteNetworkConfig.remoteNodeNetworks.cidrs remoteNetworkConfig.remotePodNetworks.cidrs \
         deletionProtection controlPlaneScalingConfig.tier",
    ),
    ("UpdateClusterVersion", "version clientRequestToken force"),
    ("AssociateEncryptionConfig", "encryptionConfig.resources encryptionConfig.provider.keyArn clientRequestToken"),
    (
        "CreateNodegroup",
        "nodegroupName scalingConfig.minSize scalingConfig.maxSize scalingConfig.desiredSize diskSize subnets \
         instanceTypes amiType remoteAccess.ec2SshKey remoteAccess.sourceSecurityGroups nodeRole labels \
         taints.key taints.value taints.effect tags clientRequestToken launchTemplate.name \
         launchTemplate.version launchTemplate.id updateConfig.maxUnavailable \
         updateConfig.maxUnavailablePercentage updateConfig.updateStrategy nodeRepairConfig.enabled \
         nodeRepairConfig.maxUnhealthyNodeThresholdCount nodeRepairConfig.maxUnhealthyNodeThresholdPercentage \
         nodeRepairConfig.maxParallelNodesRepairedCount nodeRepairConfig.maxParallelNodesRepairedPercentage \
         nodeRepairConfig.nodeRepairConfigOverrides.nodeMonitoringCondition \
         nodeRepairConfig.nodeRepairConfigOverrides.nodeUnhealthyReason \
         nodeRepairConfig.nodeRepairConfigOverrides.minRepairWaitTimeMins \
         nodeRepairConfig.nodeRepairConfigOverrides.repairAction capacityType version releaseVersion",
    ),
    ("DescribeNodegroup", ""),
    ("ListNodegroups", "maxResults nextToken"),
    ("DeleteNodegroup", ""),
    (
        "UpdateNodegroupConfig",
        "labels.addOrUpdateLabels labels.removeLabels taints.addOrUpdateTaints.key \
         taints.addOrUpdateTaints.value taints.addOrUpdateTaints.effect taints.removeTaints.key \
         taints.removeTaints.value taints.removeTaints.effect scalingConfig.minSize scalingConfig.maxSize \
         scalingConfig.desiredSize updateConfig.maxUnavailable updateConfig.maxUnavailablePercentage \
         updateConfig.updateStrategy nodeRepairConfig.enabled nodeRepairConfig.maxUnhealthyNodeThresholdCount \
         nodeRepairConfig.maxUnhealthyNodeThresholdPercentage nodeRepairConfig.maxParallelNodesRepairedCount \
         nodeRepairConfig.maxParallelNodesRepairedPercentage \
         nodeRepairConfig.nodeRepairConfigOverrides.nodeMonitoringCondition \
         nodeRepairConfig.nodeRepairConfigOverrides.nodeUnhealthyReason \
         nodeRepairConfig.nodeRepairConfigOverrides.minRepairWaitTimeMins \
         nodeRepairConfig.nodeRepairConfigOverrides.repairAction clientRequestToken",
    ),
    (
        "UpdateNodegroupVersion",
        "version releaseVersion launchTemplate.name launchTemplate.version launchTemplate.id force \
         clientRequestToken",
    ),
    (
        "CreateAddon",
        "addonName addonVersion serviceAccountRoleArn resolveConflicts clientRequestToken tags \
         configurationValues podIdentityAssociations.serviceAccount podIdentityAssociations.roleArn \
         namespaceConfig.namespace",
    ),
    ("DescribeAddon", ""),
    ("ListAddons", "maxResults nextToken"),
    (
        "UpdateAddon",
        "addonVersion serviceAccountRoleArn resolveConflicts clientRequestToken configurationValues \
         podIdentityAssociations.serviceAccount podIdentityAssociations.roleArn",
    ),
    ("DeleteAddon", "preserve"),
    ("DescribeAddonVersions", "kubernetesVersion maxResults nextToken addonName types"),
    ("DescribeAddonConfiguration", "addonName addonVersion"),
    ("CreateAccessEntry", "principalArn kubernetesGroups tags clientRequestToken username type"),
    ("DescribeAccessEntry", ""),
    ("ListAccessEntries", "associatedPolicyArn maxResults nextToken"),
    ("UpdateAccessEntry", "kubernetesGroups clientRequestToken username"),
    ("DeleteAccessEntry", ""),
    ("AssociateAccessPolicy", "policyArn accessScope.type accessScope.namespaces"),
    ("DisassociateAccessPolicy", ""),
    ("ListAssociatedAccessPolicies", "maxResults nextToken"),
    ("ListAccessPolicies", "maxResults nextToken"),
    (
        "CreatePodIdentityAssociation",
        "namespace serviceAccount roleArn clientRequestToken tags disableSessionTags targetRoleArn",
    ),
    ("DescribePodIdentityAssociation", ""),
    ("ListPodIdentityAssociations", "namespace serviceAccount maxResults nextToken"),
    ("UpdatePodIdentityAssociation", "roleArn clientRequestToken disableSessionTags targetRoleArn"),
    ("DeletePodIdentityAssociation", ""),
    ("ListInsights", "filter.categories filter.kubernetesVersions filter.statuses maxResults nextToken"),
    ("DescribeInsight", ""),
    ("StartInsightsRefresh", ""),
    ("DescribeInsightsRefresh", ""),
    ("TagResource", "tags"),
    ("UntagResource", "tagKeys"),
    ("ListTagsForResource", ""),
    ("CancelUpdate", "clientRequestToken"),
    ("DescribeUpdate", "nodegroupName addonName"),
    ("ListUpdates", "nodegroupName addonName nextToken maxResults"),
    ("DescribeClusterVersions", "maxResults nextToken defaultOnly includeAll clusterVersions versionStatus"),
];
