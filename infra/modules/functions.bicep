@description('Name of the app; its plan is named after it.')
param name string

@description('Region.')
param location string

@description('Marks.')
param tags object

@description('Most instances.')
param instancesMax int

@description('Resource id of the identity the app runs as.')
param identityId string

@description('Client id of the same identity.')
param identityClientId string

@description('The storage account of triggers and of the package.')
param storageName string

@description('The container of the package.')
param packageContainerUrl string

@description('Application Insights.')
param insightsConnection string

@description('Whether the app works on file batches itself; false when containers of the file host do.')
param filesInProcess bool

@description('Runs are kept by the Durable Task Scheduler, not in the storage account.')
param useScheduler bool

@description('Address of the Durable Task Scheduler, when it is used.')
param schedulerEndpoint string

@description('The task hub.')
param taskHub string

@description('The vault with the keys of model providers.')
param vaultUri string

var scheduler = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}

var settings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  GpuHost__InProcess: string(filesInProcess)
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // host.json is the same file on both hosts; what Azure alone needs of it stands here.
  AzureFunctionsJobHost__extensions__durableTask__hubName: taskHub
  OPENAI_API_KEY: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/openai-api-key/)'
  ANTHROPIC_API_KEY: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/anthropic-api-key/)'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: instancesMax
        instanceMemoryMB: 2048
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, useScheduler ? scheduler : {})
}

output id string = app.id
output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
