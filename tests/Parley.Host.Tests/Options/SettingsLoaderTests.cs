using Parley.Core.Settings;
using Parley.Host.Options;
using Xunit;

namespace Parley.Host.Tests.Options;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Flag_wins_over_environment_over_file_over_profile_over_default()
    {
        File.WriteAllText(_file, """{ "serve": { "profile": "classic" }, "rooms": { "ownerGrace": 1 }, "limits.rate": 1, "line": { "history": 1 } }""");
        var input = new SettingsInput
        {
            ConfigPath = _file,
            Environment = SettingsInput.FromEnvironment(new Dictionary<string, string> { ["PARLEY_ROOMS__OWNER_GRACE"] = "2", ["PARLEY_LIMITS__RATE"] = "2", ["PARLEY_PASSWORD"] = "x" }),
            Flags = [Set("rooms.owner-grace", "3")],
        };

        var chat = SettingsLoader.Load(input).Settings.Chat;

        Assert.Equal(3, chat.Rooms.OwnerGrace);
        Assert.Equal(2, chat.Limits.Rate);
        Assert.Equal(1, chat.Line.History);
        Assert.Equal(1, chat.Accounts.MinPassword);
        Assert.Equal(100, chat.Limits.Burst);
    }

    [Theory]
    [InlineData("rooms.owner-grace")]
    [InlineData("rooms.owner_grace")]
    [InlineData("rooms.ownerGrace")]
    [InlineData("ROOMS.OWNER_GRACE")]
    public void Key_may_be_written_in_several_ways(string key) =>
        Assert.Equal(7, Load(Set(SettingKey.Normalize(key), "7")).Settings.Chat.Rooms.OwnerGrace);

    [Theory]
    [InlineData("room.grace", "rooms.owner-grace")]
    [InlineData("rooms.ownergrace", "rooms.owner-grace")]
    [InlineData("limits.connection", "limits.connections")]
    public void Nearest_key_is_found_by_its_words_too(string key, string nearest) => Assert.Equal(nearest, SettingsTree.Nearest(key));

    [Fact]
    public void Unknown_key_is_a_warning_that_names_the_nearest_one()
    {
        var warning = Assert.Single(Load(Set("rooms.owner-grce", "7")).Warnings);

        Assert.Equal("rooms.owner-grce: unknown setting (--set); the nearest is rooms.owner-grace", warning);
    }

    [Theory]
    [InlineData("cluster.postgres", "")]
    [InlineData("cluster.postgres", " ")]
    [InlineData("cluster.rabbitmq", "")]
    public void Empty_address_is_no_lone_server(string key, string value) =>
        Assert.StartsWith($"{key}: empty (--set); accepted: ", Assert.Throws<RefusedStartException>(() => Load(Set(key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("cluster.postgres", "postgres://parley:ge@heim/geheim@db.example/parley")]
    [InlineData("cluster.postgres", "postgres://parley:ge/heim@db.example/parley")]
    [InlineData("cluster.postgres", "postgres://parley:1/geheim@db.example/parley")]
    [InlineData("cluster.postgres", "postgres://parley:1?geheim@db.example/parley")]
    [InlineData("cluster.postgres", "postgres://parley:1#geheim@db.example/parley")]
    [InlineData("cluster.postgres", "geheim")]
    [InlineData("cluster.postgres", "[\"geheim\"]")]
    [InlineData("cluster.rabbitmq", "amqp://parley:ge@heim/geheim@mq.example/")]
    [InlineData("cluster.rabbitmq", "amqp://parley:1/geheim@mq.example/")]
    public void Password_that_is_not_encoded_is_refused_and_not_shown(string key, string value)
    {
        var refusal = Assert.Throws<RefusedStartException>(() => Load(Set("cluster.postgres", "Host=db.example"), new(key, SettingValue.Parse(value), "--set"))).Message;

        Assert.StartsWith($"{key}: can't be read", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("heim", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://parley:ge%40h%2Fm@db.example:5433/chat?sslmode=verify-full&sslrootcert=%2Fca.pem", "db.example", 5433, "ge@h/m", "chat")]
    [InlineData("postgres://parley@db1.example,db2.example:5433/chat", "db1.example,db2.example:5433", 5432, null, "chat")]
    [InlineData("postgresql://db.example", "db.example", 5432, null, null)]
    public void Address_of_the_database_is_read(string text, string host, int port, string? password, string? database)
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(ClusterAddresses.Postgres(text));

        Assert.Equal((host, port, password, database), (settings.Host, settings.Port, settings.Password, settings.Database));
    }

    [Theory]
    [InlineData("rooms.owner-grace", "ten", "rooms.owner-grace: \"ten\" (--set); accepted: a whole number from 0 to 86400")]
    [InlineData("rooms.owner-grace", "-1", "rooms.owner-grace: \"-1\" (--set); accepted: a whole number from 0 to 86400")]
    [InlineData("rooms.owner-grace", "1.5", "rooms.owner-grace: \"1.5\" (--set); accepted: a whole number from 0 to 86400")]
    [InlineData("serve.profile", "strict", "serve.profile: \"strict\" (--set); accepted: standard, classic")]
    [InlineData("line.echo", "maybe", "line.echo: \"maybe\" (--set); accepted: true or false")]
    [InlineData("limits.exempt", "{}", "limits.exempt: \"{}\" (--set); accepted: a list of texts, as JSON or separated by commas")]
    [InlineData("log.file", "[1]", "log.file: \"[1]\" (--set); accepted: a text")]
    [InlineData("log.level", "", "log.level: \"\" (--set); accepted: trace, debug, info, warning, error")]
    [InlineData("listen.line", "7000", "listen.line: \"7000\" (--set); accepted: HOST:PORT with an IP address, localhost or * as HOST ([ ] around IPv6) and 0 to 65535 as PORT")]
    [InlineData("log.format", "\u001b[31m", "log.format: \"\\u001b[31m\" (--set); accepted: text, json")]
    public void Bad_value_is_refused_with_key_value_and_what_is_accepted(string key, string value, string refusal) =>
        Assert.Equal(refusal, Assert.Throws<RefusedStartException>(() => Load(Set(key, value))).Message);

    [Theory]
    [InlineData("10.0.0.0/8,unix", "10.0.0.0/8", "unix")]
    [InlineData("""["10.0.0.1"]""", "10.0.0.1")]
    [InlineData("[]")]
    public void List_is_json_or_separated_by_commas(string value, params string[] expected) =>
        Assert.Equal(expected, Load(Set("limits.exempt", value)).Settings.Chat.Limits.Exempt);

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void Switch_may_be_on_or_true(string value, bool expected) =>
        Assert.Equal(expected, Load(Set("private.notes", value)).Settings.Chat.Private.Notes);

    [Fact]
    public void Text_that_looks_like_a_number_is_a_text_where_a_text_is_meant() =>
        Assert.Equal("123", Load(Set("log.file", "123")).Settings.Log.File);

    [Fact]
    public void Null_in_a_file_takes_an_optional_value_away()
    {
        File.WriteAllText(_file, """{ "log": { "file": null } } // comment""");

        Assert.Null(SettingsLoader.Load(new() { ConfigPath = _file }).Settings.Log.File);
    }

    [Theory]
    [InlineData("{ \"rooms\": ", "not JSON at line 1")]
    [InlineData("[]", "accepted: a JSON object")]
    public void File_that_is_no_object_of_settings_is_refused_in_one_line(string text, string refusal)
    {
        File.WriteAllText(_file, text);

        var message = Assert.Throws<RefusedStartException>(() => SettingsLoader.Load(new() { ConfigPath = _file })).Message;

        Assert.Contains(refusal, message, StringComparison.Ordinal);
        Assert.Contains(_file, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Missing_file_is_refused() =>
        Assert.Contains("/nowhere.json", Assert.Throws<RefusedStartException>(() => SettingsLoader.Load(new() { ConfigPath = "/nowhere.json" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Cheapest_hash_needs_the_flag_for_tests()
    {
        var cheapest = Set("accounts.password-hash", "cheapest");

        Assert.Throws<RefusedStartException>(() => Load(cheapest));
        var warning = Assert.Single(SettingsLoader.Load(new() { Flags = [cheapest], AllowTestSettings = true }).Warnings);
        Assert.StartsWith("--allow-test-settings", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_needs_the_flag_for_tests()
    {
        var clock = Set("test.clock", "+1y x30");

        Assert.Throws<RefusedStartException>(() => Load(clock));
        Assert.Equal("+1y x30", SettingsLoader.Load(new() { Flags = [clock], AllowTestSettings = true }).Settings.Test.Clock);
    }

    [Theory]
    [InlineData("accounts.registration")]
    [InlineData("accounts.registration.enabled")]
    public void Section_that_can_be_switched_off_may_be_named_itself(string key) =>
        Assert.False(Load(Set(key, "false")).Settings.Chat.Accounts.Registration.Enabled);

    [Fact]
    public void Key_of_several_levels_is_a_nested_object_in_a_file()
    {
        File.WriteAllText(_file, """{ "accounts": { "registration": { "email-required": true } }, "irc": { "multiline": { "max-lines": 7 }, "opers": { "Root.1": { "password": "x", "class": "watch" }, "b": { "password": 12 } } } }""");

        var loaded = SettingsLoader.Load(new() { ConfigPath = _file });

        Assert.Empty(loaded.Warnings);
        Assert.True(loaded.Settings.Chat.Accounts.Registration.EmailRequired);
        Assert.Equal(7, loaded.Settings.Chat.Irc.Multiline.MaxLines);
        Assert.Equal(new IrcOper("x", "watch"), loaded.Settings.Chat.Irc.Opers["Root.1"]);
        Assert.Equal(new IrcOper("12", "admin"), loaded.Settings.Chat.Irc.Opers["b"]);
    }

    [Fact]
    public void Map_and_list_of_objects_may_be_given_as_json()
    {
        var irc = Load(Set("irc.opers", """{"op":{"password":"p"}}"""), Set("irc.webirc", """[{"password":"w","from":["10.0.0.1","fd00::/8"]}]""")).Settings.Chat.Irc;

        Assert.Equal(new IrcOper("p", "admin"), irc.Opers["op"]);
        Assert.Equal(new WebircGateway("w", ["10.0.0.1", "fd00::/8"]), Assert.Single(irc.Webirc));
    }

    [Fact]
    public void Key_may_reach_into_a_map()
    {
        var opers = Load(Set("irc.opers", """{"a":{"password":"p"}}"""), Set("irc.opers.a.class", "watch"), Set("irc.opers.b.c.password", "12")).Settings.Chat.Irc.Opers;

        Assert.Equal(new IrcOper("p", "watch"), opers["a"]);
        Assert.Equal(new IrcOper("12", "admin"), opers["b.c"]);
    }

    [Theory]
    [InlineData("irc.opers.a.class", "watch")]
    [InlineData("irc.opers", """{"op":{"password":""}}""")]
    [InlineData("irc.webirc", """[{"password":"","from":[]}]""")]
    [InlineData("irc.opers", "root")]
    [InlineData("irc.opers", """{"op":"p"}""")]
    [InlineData("irc.opers", """{"op":{"class":"admin"}}""")]
    [InlineData("irc.webirc", """[{"password":"w","from":["here"]}]""")]
    [InlineData("irc.webirc", """{"password":"w"}""")]
    [InlineData("irc.proxy-allowed-from", "here")]
    [InlineData("irc.name", "a b")]
    [InlineData("test.clock", "soon")]
    [InlineData("test.clock", "x0")]
    [InlineData("test.clock", "+5")]
    [InlineData("test.clock", "+99999999y")]
    public void Setting_of_the_irc_door_that_makes_no_sense_is_refused(string key, string value) =>
        Assert.StartsWith(string.Join('.', key.Split('.')[..2]) + ": ", Assert.Throws<RefusedStartException>(() => Load(Set(key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("tls.cert", "/a.pem")]
    [InlineData("tls.key", "/a.pem")]
    [InlineData("limits.exempt", "10.0.0.0/99")]
    [InlineData("limits.exempt", "localhost")]
    public void Settings_that_do_not_fit_are_refused(string key, string value) => Assert.Throws<RefusedStartException>(() => Load(Set(key, value)));

    [Fact]
    public void Threads_bring_their_own_limit_of_connections()
    {
        Assert.Equal(1000, Load(Set("serve.io", "threads")).Settings.Chat.Limits.Connections);
        Assert.Equal(10, Load(Set("serve.io", "threads"), Set("limits.connections", "10")).Settings.Chat.Limits.Connections);
        Assert.Throws<RefusedStartException>(() => Load(Set("serve.io", "threads"), Set("limits.connections", "1001")));
    }

    [Theory]
    [InlineData("127.0.0.1:7000", 0)]
    [InlineData("0.0.0.0:7000", 1)]
    public void Line_that_is_open_to_the_network_is_a_warning(string address, int warnings) =>
        Assert.Equal(warnings, Load(Set("listen.line", address)).Warnings.Count);

    private static Assignment Set(string key, string value) => new(key, SettingValue.Parse(value), "--set");

    private static LoadedSettings Load(params Assignment[] flags) => SettingsLoader.Load(new() { Flags = flags });
}
