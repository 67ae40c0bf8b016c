using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Service;

public sealed class AzuriteCrashTests(AzuriteFixture fixture) : CrashContract(fixture), IClassFixture<AzuriteFixture>;
