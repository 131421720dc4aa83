namespace Parley.Client;

/// <summary>The person's configuration folder of Parley: <c>$XDG_CONFIG_HOME/parley</c>, <c>~/Library/Application Support/parley</c> or <c>%APPDATA%\parley</c>.</summary>
public static class ConfigurationFolder
{
    public static string Path => System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "parley");
}
