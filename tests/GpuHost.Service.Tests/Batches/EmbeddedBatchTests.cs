using GpuHost.Service.Tests.Support;

namespace GpuHost.Service.Tests.Batches;

public sealed class EmbeddedBatchTests(EmbeddedFixture fixture) : BatchContract(fixture), IClassFixture<EmbeddedFixture>;
