using System.CommandLine;
using System.Net;
using Parley.Host.Options;
using Parley.Host.Peers;
using Parley.Host.Peers.Home;
using Parley.Host.Serve;
using Parley.Lan.Links;

namespace Parley.Host.Cli;

internal static class LanCommand
{
    public static Command Create()
    {
        var group = new Option<string?>("--group") { Description = "The group's name: those with the same one find each other. By default the organisation of the last server that parley chat was logged in at; without one, parley.", HelpName = "NAME" };
        var server = new Option<string?>("--server") { Description = "The organisation of this server, where several are known.", HelpName = "HOST[:PORT]" };
        var phrase = new Option<string?>("--passphrase") { Description = "Only who knows it gets in. Others of this machine see it in the list of processes: PARLEY_PASSPHRASE is better.", HelpName = "WORDS" };
        var newPhrase = new Option<bool>("--new-passphrase") { Description = "Print a phrase that can't be guessed, and end." };
        var peer = new Option<string[]>("--peer") { Description = "A peer to link with, besides those found; may be repeated.", HelpName = "HOST:PORT" };
        var data = new Option<string?>("--data") { Description = "The data directory; the peer's files are in lan/ there.", HelpName = "DIR" };
        var name = new Option<string?>("--name") { Description = "What to go by; by default the account and the machine.", HelpName = "NAME" };
        var links = new Option<string?>("--link-port") { Description = "Where links are taken; by default 7677, or one that is free.", HelpName = "PORT" };
        var door = new Option<string?>("--door-port") { Description = "Where programs of this machine connect, on loopback; by default 7010, or one that is free.", HelpName = "PORT" };
        var quiet = new Option<bool>("--no-multicast") { Description = "Don't announce this device; link with --peer only, and with whom those tell of." };
        var keep = new Option<string?>("--keep-days") { Description = "What was said goes from this device after so many days, 7 to 36500; by default never, in an organisation after 30 once its server has it.", HelpName = "DAYS" };
        var noTerminal = new Option<bool>("--no-terminal") { Description = "Only serve, also in a terminal." };
        var plain = new Option<bool>("--plain") { Description = "Lines in, lines out: for screen readers." };
        var clock = new Option<string?>("--test-clock") { Description = "A clock that starts elsewhere and runs at another speed, as test.clock of serve: +1y x30.", HelpName = "SHIFT" };
        var allow = new Option<bool>("--allow-test-settings") { Description = "Admit options that are unsafe outside tests." };
        var lang = new Option<string?>("--lang") { Description = "Language.", HelpName = "en|es" };
        var command = new Command("lan", "Chat with the devices of this network, without a server.") { group, server, phrase, newPhrase, peer, data, name, links, door, quiet, keep, noTerminal, plain, clock, allow, lang };
        command.SetAction(async (parsed, token) =>
        {
            var spoken = parsed.OneOf(lang, "en", "es") ?? (Environment.GetEnvironmentVariable("LANG")?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? "en" : "es");
            if (parsed.GetValue(newPhrase))
            {
                await Console.Out.WriteLineAsync(PeerGroup.NewPhrase(spoken));
                return ExitCode.Done;
            }
            var given = parsed.GetValue(phrase) ?? Environment.GetEnvironmentVariable("PARLEY_PASSPHRASE");
            if (given is { Length: > 0 and < ShortPhrase })
                await Console.Error.WriteLineAsync("parley: a short passphrase can be found by trying; --new-passphrase makes one that can't");
            var time = TimeOf(parsed.GetValue(clock), parsed.GetValue(allow));
            var choice = new GroupChoice(parsed.GetValue(group), string.IsNullOrEmpty(given) ? null : given, parsed.GetValue(server), parsed.GetValue(name), parsed.GetValue(data));
            return await LanRun.RunAsync(
                choice.Options(Membership.All(), time.GetUtcNow(), spoken) with
                {
                    Peers = [.. (parsed.GetValue(peer) ?? []).Select(LanOptions.PeerOf)],
                    LinkPort = parsed.Number(links, 0, IPEndPoint.MaxPort),
                    DoorPort = parsed.Number(door, 0, IPEndPoint.MaxPort),
                    KeepFor = parsed.Number(keep, 7, 36_500) is { } days ? TimeSpan.FromDays(days) : null,
                    IsQuiet = parsed.GetValue(quiet),
                    HasNoTerminal = parsed.GetValue(noTerminal),
                    IsPlain = parsed.GetValue(plain),
                },
                time,
                token);
        });
        return command;
    }

    /// <summary>Characters.</summary>
    private const int ShortPhrase = 24;

    private static TimeProvider TimeOf(string? clock, bool allowTestSettings)
    {
        if (clock is not null && !(allowTestSettings && ClockShift.TryParse(clock, out _)))
            throw new RefusedStartException($"--test-clock: \"{Printable.OneLine(clock)}\"; accepted: {(allowTestSettings ? ClockShift.Accepted : "only together with --allow-test-settings")}");
        return ShiftedTime.Of(clock);
    }
}
