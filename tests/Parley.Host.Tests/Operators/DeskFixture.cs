using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.Accounts;
using Parley.Host.Options;
using Parley.Testing;

namespace Parley.Host.Operators.Tests;

/// <summary>A desk on a real store in a directory of its own.</summary>
internal sealed class DeskFixture : IAsyncDisposable
{
    private readonly PasswordHashing _hashing = new(TimeProvider.System, ScramSha256.CheapestIterations);

    private DeskFixture(string directory, DataStore store)
    {
        (Directory, Store) = (directory, store);
        var time = new FakeTime();
        Desk = OperatorDesk.Over(store, new NoChat(store.Stores, time), _hashing, new HostSettings(), time, NullLogger<OperatorDesk>.Instance);
    }

    public string Directory { get; }

    public DataStore Store { get; }

    public IOperatorDesk Desk { get; }

    public static async Task<DeskFixture> OpenAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("parley-desk").FullName;
        return new(directory, await DataStore.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));
    }

    public Task<OperatorReply> AskAsync(OperatorRequest request) => Desk.HandleAsync(request, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _hashing.Dispose();
        await Store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
