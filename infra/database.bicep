// PostgreSQL that takes no password: only who has a token of Microsoft Entra gets in.

param name string
param location string
param sku string
param tier string
param highAvailability string
param backupRetentionDays int
param subnetId string
param dnsZoneId string
param identityName string
param identityPrincipalId string
param tenantId string

var databaseName = 'farewell'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    // The major version that Farewell's tests run on.
    version: '18'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenantId
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: dnsZoneId
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: backupRetentionDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: highAvailability
    }
  }
}

// The server's one administrator, and Farewell's role in it: migrations make tables and a schema for the queue.
resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: identityPrincipalId
  properties: {
    principalType: 'ServicePrincipal'
    principalName: identityName
    tenantId: tenantId
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: databaseName
  // Its owner is whoever is administrator by then. Made before there is one, it would be Azure's own, and closed to Farewell.
  dependsOn: [administrator]
  properties: {
    charset: 'UTF8'
  }
}

// Without a password: a token takes its place, as DATABASE_AUTH=entra says.
output url string = 'postgres://${uriComponent(identityName)}@${server.properties.fullyQualifiedDomainName}:5432/${databaseName}?sslmode=verify-full'
