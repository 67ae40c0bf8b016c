@description('Name of the container app; its environment is named after it.')
param name string

@description('Region.')
param location string

@description('Marks.')
param tags object

@description('The image, registry included.')
param image string

@description('The GPU workload profile.')
param profile string

@description('Most replicas.')
param replicasMax int

@description('Resource id of the identity that pulls the image and reads queue and blobs.')
param identityId string

@description('Client id of the same identity.')
param identityClientId string

@description('The storage account of queue and blobs.')
param storageName string

@description('The queue whose length decides how many replicas run.')
param queueName string

@description('The Log Analytics workspace.')
param logsName string

var registry = split(image, '/')[0]
var messagesPerReplica = '16'
var resources = profile == 'Consumption-GPU-NC24-A100' ? { cpu: 24, memory: '220Gi' } : { cpu: 8, memory: '56Gi' }

resource logs 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: logsName
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-env'
  location: location
  tags: tags
  properties: {
    // Container logs reach the workspace through diagnostic settings: no key of the workspace is needed.
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    workloadProfiles: [
      {
        name: 'gpu'
        workloadProfileType: profile
      }
    ]
  }
}

resource environmentLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: environment
  properties: {
    workspaceId: logs.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'gpu'
    configuration: {
      registries: [
        {
          server: registry
          identity: identityId
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 120
      containers: [
        {
          name: 'gpuhost'
          image: image
          resources: {
            cpu: resources.cpu
            memory: resources.memory
          }
          env: [
            {
              name: 'AzureWebJobsStorage__accountName'
              value: storageName
            }
            {
              name: 'AzureWebJobsStorage__clientId'
              value: identityClientId
            }
            {
              name: 'GpuHost__Queue'
              value: queueName
            }
          ]
          probes: [
            {
              type: 'Liveness'
              httpGet: {
                path: '/health/live'
                port: 8080
              }
              periodSeconds: 10
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/health/ready'
                port: 8080
              }
              periodSeconds: 10
            }
          ]
        }
      ]
      scale: {
        minReplicas: 0
        maxReplicas: replicasMax
        rules: [
          {
            name: 'queue-length'
            custom: {
              type: 'azure-queue'
              identity: identityId
              metadata: {
                accountName: storageName
                queueName: queueName
                queueLength: messagesPerReplica
                cloud: 'AzurePublicCloud'
              }
            }
          }
        ]
      }
    }
  }
}

output name string = app.name
