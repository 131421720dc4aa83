namespace Parley.Storage.Tests.Support;

/// <summary>A suite that every implementation of a port must pass, on fresh stores for each test.</summary>
public abstract class Contract<TStores> : IAsyncLifetime
    where TStores : Stores, new()
{
    protected TStores Stores { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Stores.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
