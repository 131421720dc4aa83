using System.Text;
using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class LoginDialogueTests
{
    private const string Hidden = "\u00ff\u00fb\u0001";
    private const string Unhidden = "\u00ff\u00fc\u0001\n";

    private readonly LoginDialogue _dialogue = new(new LoginRules(), "es");

    [Fact]
    public void Login_and_password_make_a_login()
    {
        Assert.EndsWith("Usuario / Login:\n", Show(_dialogue.Begin()), StringComparison.Ordinal);
        Assert.Equal($"Contraseña / Password:{Hidden}\n", Say("ana"));
        var step = Take(" #clave'\"; -- ");
        Assert.Equal(new PasswordLogin("ana", " #clave'\"; -- "), step.Command);
        Assert.Equal(Unhidden, Show(step.Output));
    }

    [Fact]
    public void A_failure_begins_again_at_the_login()
    {
        Say("ana");
        Take("clave");
        Assert.Equal("* Usuario o contraseña incorrectos. Cuenta nueva: #register o 2\nUsuario / Login:\n", Show(_dialogue.Refused(new Refusal(ErrorCode.WrongCredentials))));
    }

    [Fact]
    public void Six_answers_make_an_account_and_each_bad_one_is_asked_again_alone()
    {
        Assert.Equal("* Cuenta nueva. #cancel para volver.\nNombres / Given names:\n", Say("2"));
        Assert.Equal("* Nombres no válidos: de 1 a 100 caracteres\nNombres / Given names:\n", Say(" "));
        Assert.Equal("Apellidos / Surnames:\n", Say("Ana María"));
        Assert.Equal("Login:\n", Say("Pérez"));
        Assert.Equal("* Login no válido: a b. De 1 a 32 letras, cifras, _ - .\nLogin:\n", Say("a b"));
        Assert.Equal("* El login sistema está reservado o se parece demasiado a otro\nLogin:\n", Say("sistema"));
        Assert.Equal($"Contraseña / Password:{Hidden}\n", Say("ana"));
        Assert.Equal($"{Unhidden}* Contraseña no válida: de 8 caracteres a 1024 bytes\nContraseña / Password:{Hidden}\n", Say("corta"));
        Assert.Equal($"{Unhidden}Edad / Age:\n", Say("una clave larga"));
        Assert.Equal("* Edad no válida: 151. Un número de 1 a 150\nEdad / Age:\n", Say("151"));
        Assert.Equal("Género / Gender:\n", Say("30"));
        var register = new Register("ana", "una clave larga", "Ana María", "Pérez", 30, "");
        Assert.Equal(register, Take("").Command);

        Assert.Equal("* El login ana ya está en uso\nLogin:\n", Show(_dialogue.Refused(Refusal.Of(ErrorCode.LoginTaken, "login", "ana"))));
        Assert.Equal(register with { Login = "ana2" }, Take("ana2").Command);
    }

    [Fact]
    public void A_busy_server_keeps_the_answers()
    {
        foreach (var line in new[] { "2", "Ana", "Pérez", "ana", "una clave", "30", "f" })
            Take(line);
        Assert.Contains("Género", Show(_dialogue.Refused(Refusal.Of(ErrorCode.Busy, "seconds", 3))), StringComparison.Ordinal);
        Assert.Equal(new Register("ana", "una clave", "Ana", "Pérez", 30, "f"), Take("f").Command);
    }

    [Fact]
    public void Registration_can_be_cancelled_and_begun_again()
    {
        Take("#register");
        Take("Ana");
        Assert.Equal("* Registro cancelado.\nUsuario / Login:\n", Say("#cancel"));
        Assert.EndsWith("Nombres / Given names:\n", Say("#register"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_line_is_enough_for_programs()
    {
        Assert.Equal(new PasswordLogin("ana", "clave"), Take("#login ana clave").Command);
        Assert.Equal(new Register("ana", "clave", "Ana", "Pérez", 30, "f"), Take("#register ana clave Ana | Pérez | 30 | f").Command);
        Assert.Equal($"Contraseña / Password:{Hidden}\n", Say("#login ana"));
    }

    [Fact]
    public void Commands_that_need_a_login_are_refused_and_others_passed_on()
    {
        Assert.Equal("* Primero inicia sesión\nUsuario / Login:\n", Say("#cR uci"));
        Assert.Equal("* Primero inicia sesión\nUsuario / Login:\n", Say("#\\private<bob> hola"));
        Assert.Equal("* Comando no reconocido: #x. Ayuda: #help\nUsuario / Login:\n", Say("#x"));
        Assert.Equal(new ShowHelp(null), Take("#help").Request);
        Assert.Equal(new Ask(new Exit()), Take("#exit").Request);
        Assert.Equal(new SpeakJson(), Take("#proto json").Request);
        Assert.Equal("Usuario / Login:\n", Show(_dialogue.Prompt()));
    }

    [Fact]
    public void A_known_language_is_the_only_one()
    {
        _dialogue.Lang = "en";
        Assert.Equal("* 1. Log in   2. Register\nLogin:\n", Show(_dialogue.Begin()));
        Assert.Equal($"Password:{Hidden}\n", Say("ana"));
    }

    [Fact]
    public void Broken_and_long_lines_are_no_answers()
    {
        Take("ana");
        var bad = _dialogue.Take(new InputLine("a\ufffd", BadUtf8: true));
        Assert.Null(bad.Command);
        Assert.EndsWith($"Contraseña / Password:{Hidden}\n", Show(bad.Output), StringComparison.Ordinal);
        Assert.Null(_dialogue.Take(new InputLine("", TooLong: true)).Command);
        Assert.NotNull(Take("clave").Command);
    }

    [Fact]
    public void No_password_is_asked_where_none_may_be_sent()
    {
        var dialogue = new LoginDialogue(new LoginRules(Passwords: false, Registration: true), "es");
        foreach (var line in new[] { "ana", "2", "#login ana clave", "#register ana clave" })
        {
            var step = dialogue.Take(new InputLine(line));
            Assert.Null(step.Command);
            Assert.Contains("sin cifrar", Show(step.Output), StringComparison.Ordinal);
        }
        Assert.Contains("cerrado", Show(new LoginDialogue(new LoginRules(Registration: false), "es").Take(new InputLine("2")).Output), StringComparison.Ordinal);
    }

    private DialogueStep Take(string line) => _dialogue.Take(new InputLine(line));

    private string Say(string line) => Show(Take(line).Output);

    private static string Show(ReadOnlyMemory<byte> bytes)
    {
        // Telnet bytes are not UTF-8: show each as the character of its number.
        var text = new StringBuilder();
        var rest = bytes.Span;
        while (rest.IndexOf((byte)255) is var at and >= 0)
        {
            text.Append(Encoding.UTF8.GetString(rest[..at]));
            foreach (var b in rest.Slice(at, 3))
                text.Append((char)b);
            rest = rest[(at + 3)..];
        }
        return text.Append(Encoding.UTF8.GetString(rest)).ToString();
    }
}
