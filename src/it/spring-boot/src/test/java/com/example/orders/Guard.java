package com.example.orders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** What a team's Spring Security says of the console, with login = runtime; and that the other tests have none. */
@Configuration
class Guard {
    static final String PASSWORD = "only-on-loopback";

    /** The console's forms have a token of its own, which Spring's would come on top of. */
    @Bean
    @Profile("guarded")
    SecurityFilterChain guarded(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.ignoringRequestMatchers("/createorder/**"))
                .build();
    }

    @Bean
    @Profile("!guarded")
    SecurityFilterChain open(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    /** Camel does a call in a thread of Spring's executor, in which nobody would be logged in. */
    @Bean
    TaskDecorator whoIsLoggedIn() {
        return DelegatingSecurityContextRunnable::new;
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("wang").password("{noop}" + PASSWORD).roles("viewer").build(),
                User.withUsername("zhao").password("{noop}" + PASSWORD).roles("viewer", "operator").build());
    }
}
