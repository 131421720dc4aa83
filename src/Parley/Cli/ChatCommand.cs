using System.CommandLine;
using System.Net;
using Parley.Host.Peers;
using Parley.Host.Peers.Home;
using Parley.Terminal;

namespace Parley.Host.Cli;

internal static class ChatCommand
{
    public static Command Create()
    {
        var address = new Argument<string[]>("address") { Description = "HOST[:PORT], tls:HOST[:PORT], tcp:HOST[:PORT] or unix:PATH; several, with spaces or commas between, for the nodes of a cluster; by default the server on this machine.", Arity = ArgumentArity.ZeroOrMore };
        var login = new Option<string?>("--login") { Description = "Whom to log in as.", HelpName = "NAME" };
        var room = new Option<string?>("--room") { Description = "The room to enter.", HelpName = "ROOM" };
        var plain = new Option<bool>("--plain") { Description = "Lines in, lines out: for pipes and screen readers." };
        var carriesOn = new Option<string?>("--peers") { Description = "Whether to carry on among the computers of this network while the server is out of reach; by default in a terminal only.", HelpName = "on|off" };
        var peer = new Option<string[]>("--peer") { Description = "Another's computer to link with, besides those found; may be repeated.", HelpName = "HOST:PORT" };
        var lang = new Option<string?>("--lang") { Description = "Language of the terminal's own words.", HelpName = "en|es" };
        var command = new Command("chat", "Chat in this terminal.") { address, login, room, plain, carriesOn, peer, lang };
        command.SetAction((parsed, token) =>
        {
            DnsEndPoint[] peers = [.. (parsed.GetValue(peer) ?? []).Select(LanOptions.PeerOf)];
            var options = new ChatOptions
            {
                Addresses = parsed.GetValue(address) ?? [],
                Login = parsed.GetValue(login),
                Room = parsed.GetValue(room),
                Plain = parsed.GetValue(plain),
                Lang = parsed.OneOf(lang, "en", "es"),
                Devices = (parsed.OneOf(carriesOn, "on", "off") ?? (Console.IsInputRedirected ? "off" : "on")) == "on" ? new HomeDevices(peers, TimeProvider.System) : null,
            };
            return ChatTerminal.RunAsync(options, token);
        });
        return command;
    }
}
