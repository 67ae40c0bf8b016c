using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Runtime.Host.Hosting;

internal static class HostEnvironmentName
{
    public static string Read(IConfiguration configuration) =>
        configuration["AZURE_FUNCTIONS_ENVIRONMENT"]
        ?? configuration["DOTNET_ENVIRONMENT"] ?? configuration["ASPNETCORE_ENVIRONMENT"] ?? Environments.Development;
}
