// The App Service that runs Farewell.

param name string
param location string
param sku string
param instances int
param subnetId string
param identityId string
param workspaceId string
param applicationInsightsName string

@description('Settings of Farewell, by their names in .env.sample.')
param settings object

// How App Service builds, starts and stops Farewell.
var platformSettings = {
  // Packages are installed there from the lock file, none of the tools for development and no install script.
  SCM_DO_BUILD_DURING_DEPLOYMENT: 'true'
  CUSTOM_BUILD_COMMAND: 'npm ci --omit=dev --ignore-scripts'
  // Farewell drains within 20 seconds; App Service would wait 5.
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: '30'
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${name}-plan'
  location: location
  kind: 'linux'
  sku: {
    name: sku
    capacity: instances
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Any instance can answer: what a conversation has reached is in the database.
    clientAffinityEnabled: false
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      linuxFxVersion: 'NODE|24-lts'
      // exec: the shell that App Service starts this in would keep SIGTERM to itself.
      appCommandLine: 'exec node src/index.ts'
      alwaysOn: true
      // Ready, not only alive: an instance that can't reach the database gets no messages while another can. It does not ask
      // Microsoft Graph, whose outage would only have App Service replace one instance after the other.
      healthCheckPath: '/readyz'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: union(platformSettings, settings, {
    // Read here and passed on by nobody: an output could be read in the deployment's history.
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  })
}

// No user name and password for deployments: who deploys signs in with Microsoft Entra.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noDeploymentPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'farewell'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AppServiceConsoleLogs'
        enabled: true
      }
      {
        category: 'AppServicePlatformLogs'
        enabled: true
      }
    ]
  }
}

output id string = site.id
output hostName string = site.properties.defaultHostName
