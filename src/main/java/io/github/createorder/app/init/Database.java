package io.github.createorder.app.init;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The database to look into.
 *
 * @param name of its data source in the properties
 * @param password as it is; in no message and no file
 * @param passwordWritten how the properties say it, such as {@code {{env:DB_PASSWORD}}}; null for none
 * @param isNew whether the properties are still to name it
 */
public record Database(String name, String url, String user, String password, String passwordWritten, boolean isNew) {
    private static final int LOGIN_SECONDS = 10;

    /** A connection of its own, without a pool: it is asked a few times and then closed. */
    Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        if (url.startsWith("jdbc:oracle:")) {
            // Else its driver says nothing of comments.
            login.setProperty("remarksReporting", "true");
        }
        DriverManager.setLoginTimeout(LOGIN_SECONDS);
        return DriverManager.getConnection(url, login);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name;
    }
}
