using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Batches;

public sealed class AzuriteBadInputTests(AzuriteFixture fixture) : BadInputContract(fixture), IClassFixture<AzuriteFixture>;
