using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>METADATA of a client that has not registered yet: about itself only. IRCv3 draft/metadata, "before-connect".</summary>
internal static class EarlyMetadata
{
    public static void CarryOut(IrcDialect client, string target, string subcommand, List<string> words)
    {
        var facts = client.Signing.Facts;
        var place = new MetadataPlace(client.Nick, "", null);
        if (target != "*" && !string.Equals(target, client.Nick, StringComparison.Ordinal))
        {
            client.Fail("METADATA", "INVALID_TARGET", target, "Invalid target");
            return;
        }
        switch (subcommand)
        {
            case "SET" when words.Count > 0: Set(client, facts, words[0], words.Count > 1 && words[1].Length > 0 ? words[1] : null); break;
            case "GET": MetadataCommands.Batch(client, place, [.. words.Select(k => Show(client, k, facts.GetValueOrDefault(k)))]); break;
            case "LIST" or "SYNC": MetadataCommands.Batch(client, place, [.. facts.Select(f => Show(client, f.Key, f.Value))]); break;
            case "CLEAR":
                MetadataCommands.Batch(client, place, [.. facts.Keys.Select(k => Show(client, k, null))]);
                facts.Clear();
                break;
            default: client.Fail("METADATA", "SUBCOMMAND_INVALID", subcommand, "Invalid subcommand"); break;
        }
    }

    private static void Set(IrcDialect client, Dictionary<string, string> facts, string key, string? value)
    {
        if (!MetadataStore.IsKey(key))
        {
            client.Fail("METADATA", "KEY_INVALID", key, "Invalid key");
            return;
        }
        if (MetadataCommands.RefusesValue(client, key, value))
            return;
        if (value is null)
            facts.Remove(key);
        else if (facts.ContainsKey(key) || facts.Count < client.Server.Settings.Metadata.MaxKeys)
            facts[key] = value;
        else
        {
            client.Fail("METADATA", "LIMIT_REACHED", client.Nick, "Too many keys");
            return;
        }
        client.Reply(Show(client, key, value));
    }

    private static OutLine Show(IrcDialect client, string key, string? value) =>
        value is null ? client.TextLine(RPL_KEYNOTSET, client.Nick, key, "key not set") : client.TextLine(RPL_KEYVALUE, client.Nick, key, "*", value);
}
