using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Batches;

public sealed class AzuriteBatchTests(AzuriteFixture fixture) : BatchContract(fixture), IClassFixture<AzuriteFixture>;
