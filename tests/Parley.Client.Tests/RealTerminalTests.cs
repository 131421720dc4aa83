namespace Parley.Client.Tests;

/// <summary>The terminal client as a person uses it: the shipped program, a real server, a real terminal.</summary>
public sealed class RealTerminalTests
{
    [Theory]
    [InlineData(80, 24, "es")]
    [InlineData(80, 24, "en")]
    [InlineData(40, 15, "es")]
    [InlineData(40, 15, "en")]
    public async Task New_person_registers_unseen_chats_leaves_and_comes_back_without_password(int width, int height, string lang)
    {
        await using var tmux = await Tmux.StartAsync();
        var spanish = lang == "es";
        await tmux.OpenAsync("ana", width, height, lang);
        await tmux.RegisterAsync("ana", "ana", spanish);
        await tmux.TypeAsync("ana", "hola 日本語");
        var screen = await tmux.SeesAsync("ana", "ana: hola 日本語");
        Assert.DoesNotContain("secreto12", screen, StringComparison.Ordinal);
        await tmux.TypeAsync("ana", "#cR uci");
        await tmux.SeesAsync("ana", spanish ? "Sala creada: uci" : "Room created: uci");
        await tmux.TypeAsync("ana", "#exit");
        await tmux.SeesAsync("ana", "EXIT 0");
        await tmux.OpenAsync("again", width, height, lang, profile: "ana");
        await tmux.SeesAsync("again", spanish ? "principal" : "default");
        await tmux.KeyAsync("again", "C-d");
        await tmux.SeesAsync("again", "EXIT 0");
    }

    [Fact]
    public async Task Two_people_see_each_other_and_a_pasted_text_stays_one_message()
    {
        await using var tmux = await Tmux.StartAsync();
        await tmux.OpenAsync("ana", 80, 24, "es");
        await tmux.RegisterAsync("ana", "ana", spanish: true);
        await tmux.OpenAsync("bob", 40, 15, "en");
        await tmux.RegisterAsync("bob", "bob", spanish: false);
        await tmux.SeesAsync("ana", "* bob entró en principal.");
        await tmux.PasteAsync("bob", "uno\ndos");
        await tmux.KeyAsync("bob", "Enter");
        var screen = await tmux.SeesAsync("ana", "bob: uno");
        Assert.Matches(@"bob: uno\n\s+dos", screen);

        await tmux.TypeAsync("ana", "#\\private<bob> ven");
        await tmux.SeesAsync("bob", "@ana (1)");
        await tmux.KeyAsync("bob", "C-n");
        await tmux.SeesAsync("bob", "ana: ven");

        await tmux.ResizeAsync("ana", 60, 12);
        await tmux.TypeAsync("ana", "#sh", enter: false);
        await tmux.KeyAsync("ana", "Tab");
        screen = await tmux.SeesAsync("ana", "> #show");
        // One's own words are no news to oneself.
        Assert.DoesNotContain("@bob (", screen, StringComparison.Ordinal);
        await tmux.KeyAsync("ana", "C-c");
        await tmux.SeesAsync("ana", "EXIT 0");
        await tmux.SeesAsync("bob", "@ana");
    }
}
