using System.CommandLine;
using Parley.Host.Options;

namespace Parley.Host.Cli;

/// <summary>The options that make a <see cref="SettingsInput"/>. Most stand for one key of the tree; what they accept is checked there.</summary>
internal sealed class SettingsFlags
{
    private readonly Option<string?> _config = new("--config") { Description = "A JSON file of settings.", HelpName = "FILE" };
    private readonly Option<string[]> _set = new("--set") { Description = "A setting of the tree; the value is JSON if it parses, else a string. May be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _allowTestSettings = new("--allow-test-settings") { Description = "Admit settings that are unsafe outside tests." };
    private readonly List<(Option<string?> Option, string Key)> _keys = [];
    private readonly List<(Option<string[]> Option, string Key)> _lists = [];

    private SettingsFlags()
    {
    }

    /// <summary>For verbs that start a server or check what would start.</summary>
    public static SettingsFlags ForServer(Command command)
    {
        var flags = ForData(command);
        flags.Add(command, "--lang", "serve.lang", "en|es", "The language of people who have not chosen one.");
        flags.Add(command, "--line", "listen.line", "HOST:PORT", "Open the line and JSON protocols, without encryption.");
        flags.Add(command, "--line-tls", "listen.line-tls", "HOST:PORT", "Open the same by TLS.");
        flags.Add(command, "--unix", "listen.unix", "PATH", "Open the same on a Unix socket.");
        flags.Add(command, "--irc", "listen.irc", "HOST:PORT", "Open IRC, without encryption.");
        flags.Add(command, "--irc-tls", "listen.irc-tls", "HOST:PORT", "Open IRC by TLS.");
        flags.Add(command, "--irc-ws", "listen.irc-ws", "HOST:PORT", "Open IRC over WebSocket, without encryption.");
        flags.Add(command, "--irc-wss", "listen.irc-wss", "HOST:PORT", "Open IRC over WebSocket by TLS.");
        flags.AddList(command, "--http", "listen.http", "HOST:PORT", "Open the web client and the HTTP API, without encryption. May be repeated.");
        flags.AddList(command, "--https", "listen.https", "HOST:PORT", "Open the same by TLS. May be repeated.");
        flags.Add(command, "--imserver", "listen.imserver", "HOST:PORT", "Open the key and value page of the course exercise, alone and to whoever reaches it.");
        flags.AddList(command, "--rabbitmq", "cluster.rabbitmq", "URI", "Be one of several nodes on the same database, that tell each other by this broker. May be repeated, for a cluster of brokers.");
        flags.Add(command, "--tls-cert", "tls.cert", "FILE", "The certificate, PEM; together with --tls-key.");
        flags.Add(command, "--tls-key", "tls.key", "FILE", "The certificate's private key, PEM.");
        flags.Add(command, "--io", "serve.io", "async|threads", "Asynchronous sockets, or a thread for each connection.");
        return flags;
    }

    /// <summary>For verbs that work on the data of a server, running or not.</summary>
    public static SettingsFlags ForData(Command command)
    {
        var flags = new SettingsFlags();
        flags.Add(command, "--data", "serve.data", "DIR", "Where everything is kept.");
        flags.Add(command, "--postgres", "cluster.postgres", "URI", "Keep everything in this PostgreSQL database in place of the embedded store.");
        flags.Add(command, "--profile", "serve.profile", "standard|classic", "A set of defaults.");
        command.Add(flags._config);
        command.Add(flags._set);
        command.Add(flags._allowTestSettings);
        return flags;
    }

    /// <exception cref="RefusedStartException">A <c>--set</c> without a key.</exception>
    public SettingsInput Read(ParseResult parsed) => new()
    {
        ConfigPath = parsed.GetValue(_config) is { } path ? Path.GetFullPath(path) : null,
        Environment = SettingsInput.FromEnvironment(Environment.GetEnvironmentVariables()),
        Flags = [.. parsed.GetValue(_set)!.Select(Split), .. Given(parsed)],
        AllowTestSettings = parsed.GetValue(_allowTestSettings),
    };

    private void Add(Command command, string name, string key, string value, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = value };
        _keys.Add((option, key));
        command.Add(option);
    }

    private void AddList(Command command, string name, string key, string value, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [] };
        _lists.Add((option, key));
        command.Add(option);
    }

    private IEnumerable<Assignment> Given(ParseResult parsed)
    {
        foreach (var (option, key) in _keys)
        {
            if (parsed.GetValue(option) is { } text)
                yield return new(key, new SettingValue(text), option.Name);
        }
        foreach (var (option, key) in _lists)
        {
            if (parsed.GetValue(option) is { Length: > 0 } texts)
                yield return new(key, new SettingValue(string.Join(',', texts)), option.Name);
        }
    }

    private static Assignment Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(SettingKey.Normalize(text[..equals].Trim()), SettingValue.Parse(text[(equals + 1)..]), "--set")
            : throw new RefusedStartException($"--set: \"{Printable.OneLine(text)}\"; accepted: key=value");
    }
}
