using System.CommandLine;
using Parley.Terminal;

namespace Parley.Host.Cli;

internal static class ChatCommand
{
    public static Command Create()
    {
        var address = new Argument<string?>("address") { Description = "HOST[:PORT], tls:HOST[:PORT], tcp:HOST[:PORT] or unix:PATH; by default the server on this machine.", Arity = ArgumentArity.ZeroOrOne };
        var login = new Option<string?>("--login") { Description = "Whom to log in as.", HelpName = "NAME" };
        var room = new Option<string?>("--room") { Description = "The room to enter.", HelpName = "ROOM" };
        var plain = new Option<bool>("--plain") { Description = "Lines in, lines out: for pipes and screen readers." };
        var lang = new Option<string?>("--lang") { Description = "Language of the terminal's own words.", HelpName = "en|es" };
        lang.AcceptOnlyFromAmong("en", "es");
        var command = new Command("chat", "Chat in this terminal.") { address, login, room, plain, lang };
        command.SetAction((parsed, token) => ChatTerminal.RunAsync(
            new ChatOptions
            {
                Address = parsed.GetValue(address),
                Login = parsed.GetValue(login),
                Room = parsed.GetValue(room),
                Plain = parsed.GetValue(plain),
                Lang = parsed.GetValue(lang),
            },
            token));
        return command;
    }
}
