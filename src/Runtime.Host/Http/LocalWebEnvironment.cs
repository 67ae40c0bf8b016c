using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Runtime.Host.Http;

/// <summary>What MVC's file results ask for: the folder wwwroot beside the app's content, which need not exist.</summary>
internal sealed class LocalWebEnvironment : IWebHostEnvironment
{
    public LocalWebEnvironment(IHostEnvironment host)
    {
        ApplicationName = host.ApplicationName;
        EnvironmentName = host.EnvironmentName;
        ContentRootPath = host.ContentRootPath;
        ContentRootFileProvider = host.ContentRootFileProvider;
        WebRootPath = Path.Combine(host.ContentRootPath, "wwwroot");
        WebRootFileProvider = Directory.Exists(WebRootPath) ? new PhysicalFileProvider(WebRootPath) : new NullFileProvider();
    }

    public string ApplicationName { get; set; }

    public string EnvironmentName { get; set; }

    public string ContentRootPath { get; set; }

    public IFileProvider ContentRootFileProvider { get; set; }

    public string WebRootPath { get; set; }

    public IFileProvider WebRootFileProvider { get; set; }
}
