using System.Text.Json;
using Parley.Contracts;
using Parley.Core.InMemory;
using Parley.Core.Peers;
using Xunit;

namespace Parley.Core.Tests.Peers;

/// <summary>The server's side of what peers believe: tests/vectors/peer/groups.json, which Parley.Lan.Tests reads too.</summary>
public sealed class OrganisationTests
{
    [Fact]
    public async Task An_organisations_group_and_statements_are_what_peers_take_them_for()
    {
        using var groups = JsonDocument.Parse(await File.ReadAllBytesAsync(Vectors("groups.json")));
        var sample = groups.RootElement.EnumerateArray().Single(g => Text(g, "kind") == "organisation");
        var store = new MemoryKeyValue();
        await store.SetAsync("parley/secrets"u8.ToArray(), "organisation"u8.ToArray(), Convert.FromHexString(Text(sample, "organisationPrivate")), expected: 0, default);

        var organisation = await Organisation.LoadAsync(store, default);

        Assert.Equal(Text(sample, "id"), organisation.Group);
        var known = DeviceStatement.TryParse(Convert.FromHexString(Text(sample, "statement")))!;
        var said = organisation.State(known.Device, "ana", known.At);
        Assert.Equal(Convert.FromHexString(Text(sample, "statement"))[..^DeviceStatement.SignatureBytes], said[..^DeviceStatement.SignatureBytes]);
        Assert.Equal(Text(sample, "organisationKey"), Convert.ToHexStringLower(known.Organisation.Span));
    }

    private static string Text(JsonElement sample, string name) => sample.GetProperty(name).GetString()!;

    private static string Vectors(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("Not in the repository");
        return Path.Combine(folder.FullName, "tests", "vectors", "peer", file);
    }
}
