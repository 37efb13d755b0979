// All that Farewell needs in Azure, in one resource group. A second run changes what differs and makes nothing twice.
// Holds no secret: the app, the bot and the database know each other by one managed identity.
// docs/going-live.md tells how to deploy it, with the Microsoft 365 Agents Toolkit or with `az deployment group create`.

@description('Begins every name. Lower case letters, digits and hyphens; the resource group adds what makes it unique.')
@minLength(4)
@maxLength(20)
param resourceBaseName string

@description('What Azure shows for the bot. In Teams it has the name of the app manifest.')
@maxLength(42)
param botDisplayName string = 'Farewell'

param location string = resourceGroup().location

@description('Object id of the Entra group whose members approve.')
@minLength(36)
@maxLength(36)
param approverGroupId string

@description('Id of the Teams app, as in its manifest.')
@minLength(36)
@maxLength(36)
param teamsAppId string

@description('Any other setting of .env.sample, by its name. Not for secrets: Farewell needs none here.')
param moreSettings object = {}

@description('The setting CLOUD. Outside global, see docs/going-live.md first.')
@allowed(['global', 'usgov', 'dod', 'china'])
param cloud string = 'global'

@description('Instances of the app. Two keep serving while one is replaced.')
@minValue(1)
@maxValue(10)
param instances int = 2

@description('Price tier of the App Service plan, B1 or above: below there is neither Always On nor a network of its own.')
param appServiceSku string = 'B1'

param databaseSku string = 'Standard_B1ms'

@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param databaseTier string = 'Burstable'

@description('A standby server. The Burstable tier has none.')
@allowed(['Disabled', 'SameZone', 'ZoneRedundant'])
param databaseHighAvailability string = 'Disabled'

@description('Days to which the database can be taken back: more than the 30 in which a deleted user can be restored.')
@minValue(7)
@maxValue(35)
param backupRetentionDays int = 35

@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('F0 costs nothing and has no limit in Teams; S1 comes with a service level agreement.')
@allowed(['F0', 'S1'])
param botSku string = 'F0'

@description('Where the Bot Service keeps the registration; Microsoft names another place in some national clouds.')
param botLocation string = 'global'

@description('CommercialDeployment, or GCCModerateDeployment for a tenant in GCC.')
@allowed(['CommercialDeployment', 'GCCModerateDeployment'])
param teamsDeployment string = 'CommercialDeployment'

@description('Addresses of the network between app and database. Nothing outside of it uses them.')
param networkAddresses string = '10.20.0.0/24'

// App, bot and database have names that may exist once in the whole cloud.
var uniqueName = '${resourceBaseName}-${take(uniqueString(resourceGroup().id), 6)}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: resourceBaseName
  location: location
}

module monitoring './monitoring.bicep' = {
  name: 'farewell-monitoring'
  params: {
    name: resourceBaseName
    location: location
    retentionDays: logRetentionDays
  }
}

module network './network.bicep' = {
  name: 'farewell-network'
  params: {
    name: resourceBaseName
    location: location
    addresses: networkAddresses
    databaseName: uniqueName
  }
}

module database './database.bicep' = {
  name: 'farewell-database'
  params: {
    name: uniqueName
    location: location
    sku: databaseSku
    tier: databaseTier
    highAvailability: databaseHighAvailability
    backupRetentionDays: backupRetentionDays
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseDnsZoneId
    identityName: identity.name
    identityPrincipalId: identity.properties.principalId
    tenantId: identity.properties.tenantId
  }
}

module app './app.bicep' = {
  name: 'farewell-app'
  params: {
    name: uniqueName
    location: location
    sku: appServiceSku
    instances: instances
    subnetId: network.outputs.appSubnetId
    identityId: identity.id
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    settings: union(
      {
        BOT_ID: identity.properties.clientId
        BOT_TYPE: 'UserAssignedMSI'
        BOT_TENANT_ID: identity.properties.tenantId
        APPROVER_GROUP_ID: approverGroupId
        TEAMS_APP_ID: teamsAppId
        CLOUD: cloud
        DATABASE_URL: database.outputs.url
        DATABASE_AUTH: 'entra'
      },
      moreSettings
    )
  }
}

module bot './bot.bicep' = {
  name: 'farewell-bot'
  params: {
    name: uniqueName
    displayName: botDisplayName
    location: botLocation
    sku: botSku
    endpoint: 'https://${app.outputs.hostName}/api/messages'
    identityId: identity.id
    identityClientId: identity.properties.clientId
    tenantId: identity.properties.tenantId
    teamsDeployment: teamsDeployment
  }
}

// The Toolkit writes these into env/.env.<name>: ids and addresses, nothing that has to be kept from anybody.
output BOT_ID string = identity.properties.clientId
output BOT_TENANT_ID string = identity.properties.tenantId
output BOT_PRINCIPAL_ID string = identity.properties.principalId
output BOT_ENDPOINT string = 'https://${app.outputs.hostName}'
output AZURE_APP_SERVICE_RESOURCE_ID string = app.outputs.id
output AZURE_APP_SERVICE_NAME string = uniqueName
