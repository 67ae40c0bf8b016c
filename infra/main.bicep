targetScope = 'resourceGroup'

@description('Begins the names of all resources: 3 to 12 small letters and digits.')
@minLength(3)
@maxLength(12)
param name string

@description('The region. It must offer Flex Consumption, the Durable Task Scheduler and, with a GPU host, GPU workload profiles.')
param location string = resourceGroup().location

@description('The image of the GPU host, registry included; empty deploys none.')
param gpuHostImage string = ''

@description('The GPU workload profile of the container environment.')
@allowed([
  'Consumption-GPU-NC8as-T4'
  'Consumption-GPU-NC24-A100'
])
param gpuProfile string = 'Consumption-GPU-NC8as-T4'

@description('Most replicas of the GPU host; each takes one GPU of the quota.')
@minValue(1)
@maxValue(20)
param gpuReplicasMax int = 2

@description('Most instances of the function app.')
@minValue(40)
@maxValue(1000)
param functionInstancesMax int = 100

@description('Runs are kept by the Durable Task Scheduler; publish the app with -p:DurableTaskScheduler=true. Otherwise they are kept in the storage account.')
param durableTaskScheduler bool = false

@description('Who is told by mail when an alert fires.')
param alertEmail string

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Marks on every resource.')
param tags object = {}

var unique = '${name}${take(uniqueString(resourceGroup().id, name), 8)}'

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: '${name}-id'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: unique
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: unique
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableTaskScheduler) {
  name: 'scheduler'
  params: {
    name: '${name}-dts'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module functions 'modules/functions.bicep' = {
  name: 'functions'
  params: {
    name: '${unique}-app'
    location: location
    tags: tags
    instancesMax: functionInstancesMax
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainerUrl: storage.outputs.packageContainerUrl
    insightsConnection: monitoring.outputs.connectionString
    useScheduler: durableTaskScheduler
    filesInProcess: empty(gpuHostImage)
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    taskHub: scheduler.?outputs.taskHub ?? 'workflows'
    vaultUri: vault.outputs.uri
  }
}

module gpuHost 'modules/gpuhost.bicep' = if (!empty(gpuHostImage)) {
  name: 'gpuhost'
  params: {
    name: '${name}-gpu'
    location: location
    tags: tags
    image: gpuHostImage
    profile: gpuProfile
    replicasMax: gpuReplicasMax
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    queueName: storage.outputs.fileQueue
    logsName: monitoring.outputs.logsName
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    email: alertEmail
    insightsId: monitoring.outputs.insightsId
    functionAppId: functions.outputs.id
    storageId: storage.outputs.id
  }
}

@description('Where the functions answer.')
output functionAppUrl string = functions.outputs.url

@description('The function app, for the deployment of its package.')
output functionAppName string = functions.outputs.name

@description('Where the keys of model providers belong.')
output vaultName string = vault.outputs.name
